// The story of README.md with Looker's Go SDK. Usage: go run . path/to/looker.ini
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/looker-open-source/sdk-codegen/go/rtl"
	looker "github.com/looker-open-source/sdk-codegen/go/sdk/v4"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(ini string) error {
	settings, err := rtl.NewSettingsFromFile(ini, nil)
	if err != nil {
		return err
	}
	sdk := looker.NewLookerSDK(rtl.NewAuthSession(settings))

	name := fmt.Sprintf("region_%d", time.Now().UnixMilli())
	none, yes := "none", true
	attribute, err := sdk.CreateUserAttribute(looker.WriteUserAttribute{
		Name: name, Label: name, Type: "string", DefaultValue: &none, UserCanView: &yes,
	}, "id", nil)
	if err != nil {
		return err
	}
	first, last := "Maya", "Lindqvist"
	user, err := sdk.CreateUser(looker.WriteUser{FirstName: &first, LastName: &last}, "id", nil)
	if err != nil {
		return err
	}

	emea := "EMEA"
	set, err := sdk.SetUserAttributeUserValue(*user.Id, *attribute.Id,
		looker.WriteUserAttributeWithValue{Value: &emea}, nil)
	if err != nil {
		return err
	}
	fmt.Println("set:", said(set))

	ids := rtl.DelimString{*attribute.Id}
	asked := looker.RequestUserAttributeUserValues{
		UserId: *user.Id, UserAttributeIds: &ids, AllValues: &yes,
	}
	path, err := sdk.UserAttributeUserValues(asked, nil)
	if err != nil {
		return err
	}
	for _, row := range path {
		fmt.Println("path:", said(row))
	}

	if err := sdk.DeleteUserAttributeUserValue(*user.Id, *attribute.Id, nil); err != nil {
		return err
	}
	asked.AllValues = nil
	left, err := sdk.UserAttributeUserValues(asked, nil)
	if err != nil {
		return err
	}
	fmt.Println("cleared:", said(left[0]))

	if _, err := sdk.DeleteUser(*user.Id, nil); err != nil {
		return err
	}
	if _, err := sdk.DeleteUserAttribute(*attribute.Id, nil); err != nil {
		return err
	}
	_, err = sdk.Logout(nil)
	return err
}

func said(row looker.UserAttributeWithValue) string {
	return fmt.Sprintf("%s (%s)", *row.Value, *row.Source)
}
