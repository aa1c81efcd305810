// Whose page this is: the person who has signed in on it. All windows of a browser share its cookie, so somebody else
// may have signed in with another. Everything that this page sends says whose it is, and then the server refuses it.
let person: string | undefined

export const belongsTo = (user_id: string | undefined): void => {
  person = user_id
}

/** Whether what was read or typed on this page is another person's. */
export const isOfAnother = (user_id: string | undefined): boolean =>
  person !== undefined && user_id !== person

export const personHeader = (): Readonly<Record<string, string>> =>
  person === undefined ? {} : { 'x-attrium-person': person }
