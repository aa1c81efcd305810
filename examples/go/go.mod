module attrium.example/set-a-value

go 1.23.0

require github.com/looker-open-source/sdk-codegen/go v0.26.12

require (
	github.com/google/go-cmp v0.6.0 // indirect
	github.com/gopherjs/gopherjs v1.21.0 // indirect
	github.com/json-iterator/go v1.1.12 // indirect
	github.com/jtolds/gls v4.20.0+incompatible // indirect
	github.com/modern-go/concurrent v0.0.0-20180228061459-e0a39a4cb421 // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	github.com/smarty/assertions v1.16.0 // indirect
	golang.org/x/oauth2 v0.27.0 // indirect
	gopkg.in/ini.v1 v1.61.0 // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect
)
