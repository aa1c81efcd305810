{{/* What both kinds of workload share. */}}
{{- define "attrium.name" -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end }}

{{- define "attrium.selector" -}}
app.kubernetes.io/name: attrium
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "attrium.labels" -}}
{{ include "attrium.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "attrium.secret" -}}
{{- required "existingSecret is missing: name a Secret with the key master-key and, on PostgreSQL, database-url" .Values.existingSecret -}}
{{- end }}

{{- define "attrium.pod" -}}
metadata:
  labels: {{- include "attrium.labels" . | nindent 4 }}
  {{- with .Values.podAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  automountServiceAccountToken: false
  # Kubernetes would set ATTRIUM_PORT to an address, for a Service with the name of the program.
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  # Longer than it drains, with the wait before.
  terminationGracePeriodSeconds: 30
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    # At each start it would open the files of the server to the group otherwise.
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: attrium
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [serve]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      env:
        # Below the mount, which belongs to root; the server wants its directory for itself.
        - name: ATTRIUM_DATA
          value: /data/attrium
        # In the environment, because a file of a Secret can be read by its group.
        - name: ATTRIUM_MASTER_KEY
          valueFrom:
            secretKeyRef:
              name: {{ include "attrium.secret" . }}
              key: master-key
        {{- if eq .Values.store "postgresql" }}
        - name: ATTRIUM_DATABASE
          valueFrom:
            secretKeyRef:
              name: {{ include "attrium.secret" . }}
              key: database-url
        {{- end }}
        - name: ATTRIUM_PUBLIC_URL
          value: {{ .Values.publicUrl | default (include "attrium.address" .) | quote }}
        {{- if .Values.tlsSecret }}
        - name: ATTRIUM_TLS_CERT
          value: /tls/tls.crt
        - name: ATTRIUM_TLS_KEY
          value: /tls/tls.key
        {{- else }}
        - name: ATTRIUM_ALLOW_PLAIN_HTTP
          value: "true"
        {{- end }}
        {{- with .Values.trustedProxies }}
        - name: ATTRIUM_TRUSTED_PROXIES
          value: {{ . | quote }}
        # All connections come from the ingress.
        - name: ATTRIUM_CONNECTIONS_PER_ADDRESS
          value: "0"
        {{- end }}
        {{- if .Values.metrics.enabled }}
        - name: ATTRIUM_METRICS_HOST
          value: 0.0.0.0
        - name: ATTRIUM_METRICS_PORT
          value: "19998"
        {{- end }}
        {{- range $name, $value := .Values.settings }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      ports:
        - name: api
          containerPort: 19999
        {{- if .Values.metrics.enabled }}
        - name: metrics
          containerPort: 19998
        {{- end }}
      # Five minutes for a first start that has to migrate.
      startupProbe:
        httpGet: {{- include "attrium.probe" (dict "path" "/livez" "context" .) | nindent 10 }}
        periodSeconds: 2
        failureThreshold: 150
      livenessProbe:
        httpGet: {{- include "attrium.probe" (dict "path" "/livez" "context" .) | nindent 10 }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {{- include "attrium.probe" (dict "path" "/readyz" "context" .) | nindent 10 }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      lifecycle:
        preStop:
          exec:
            # Until nobody is sent here any more: SIGTERM ends listening at once.
            command: [node, -e, "setTimeout(() => {}, 5000)"]
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: data
          mountPath: /data
        {{- if .Values.tlsSecret }}
        - name: tls
          mountPath: /tls
          readOnly: true
        {{- end }}
  {{- if or .Values.tlsSecret (eq .Values.store "postgresql") }}
  volumes:
    {{- if eq .Values.store "postgresql" }}
    # The lock of the process, and looker.ini on the pod that started first.
    - name: data
      emptyDir:
        sizeLimit: 16Mi
    {{- end }}
    {{- if .Values.tlsSecret }}
    - name: tls
      secret:
        secretName: {{ .Values.tlsSecret }}
        defaultMode: 0440
    {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "attrium.address" -}}
http{{ if .Values.tlsSecret }}s{{ end }}://{{ include "attrium.name" . }}.{{ .Release.Namespace }}:{{ .Values.service.port }}
{{- end }}

{{- define "attrium.probe" -}}
path: {{ .path }}
port: api
{{- if .context.Values.tlsSecret }}
scheme: HTTPS
{{- end }}
{{- end }}
