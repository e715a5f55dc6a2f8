package api

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

var update = flag.Bool("update", false, "rewrite openapi.json")

func TestOpenAPIUpToDate(t *testing.T) {
	got, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("openapi.json is out of date: run go generate ./api")
	}
}

// TestOpenAPIComplete checks what people need from the document: every operation
// says what it is, and how it fails; no list may be null.
func TestOpenAPIComplete(t *testing.T) {
	text, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.Summary == "" || op.OperationID == "" || len(op.Tags) != 1 {
				t.Errorf("%s %s has no summary, operation ID or tag", method, path)
			}
			for _, status := range []string{"400", "500", "504"} {
				r := op.Responses.Value(status)
				if r == nil || r.Value.Content["application/problem+json"] == nil {
					t.Errorf("%s %s does not document %s as a problem", method, path, status)
				}
			}
			open := op.OperationID == "sign-in"
			if (op.Security == nil) != open {
				t.Errorf("%s %s: security %v", method, path, op.Security)
			}
		}
	}
	for name, schema := range doc.Components.Schemas {
		for field, property := range schema.Value.Properties {
			if types := property.Value.Type; types.Includes("array") && types.Includes("null") {
				t.Errorf("%s.%s may be null", name, field)
			}
		}
	}
	if strings.Contains(string(text), "localhost") {
		t.Error("the document names a host")
	}
}
