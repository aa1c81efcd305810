// What each status of a failure means, for the documents of all APIs.

export const failureDescriptions: Record<number, string> = {
  400: 'The request cannot be read or carried out; `message` says why.',
  401: 'The access token is missing, invalid or has ended; sign in again.',
  403: 'The caller may not do this.',
  404: 'The object does not exist, or the caller may not see it.',
  405: 'The object is built in or in use, so it cannot be changed or deleted.',
  409: 'The change does not fit what exists already, such as another object of that name.',
  410: 'What the cursor names is not kept any more; `message` says how to start over.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'The body is compressed, or of a type that is not read here.',
  422: 'Fields or parameters are wrong; `errors` lists each with its reason.',
  429: 'Too many requests; the header `Retry-After` says for how many seconds to wait.',
  503: 'The server cannot answer now; `message` says whether a change may have been stored.',
}
