{{- define "ngrokd.labels" -}}
app.kubernetes.io/name: ngrokd
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
{{- define "ngrokd.selector" -}}
app.kubernetes.io/name: ngrokd
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
