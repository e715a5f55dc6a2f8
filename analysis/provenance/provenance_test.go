package provenance

import (
	"crypto/sha256"
	"fmt"
	"testing"
)

// The digest is that of the text that the comment describes.
func TestDigest(t *testing.T) {
	d := NewDigest("lives")
	d.Text("a \"b\"").Heading()
	d.Number(0.1).Number(1e300).Text("failed").Row()
	d.Number(2).Row()
	got := d.Record(0.9)
	want := fmt.Sprintf("%x", sha256.Sum256([]byte("lives\n\"a \\\"b\\\"\",\n0.1,1e+300,\"failed\",\n2,\n")))
	if got.InputsDigest != want || got.Rows != 2 || got.EngineVersion == "" || got.Seed != nil || got.Level != 0.9 {
		t.Errorf("%+v, want digest %s", got, want)
	}
	got.Drew(7, 100)
	if *got.Seed != 7 || got.Draws != 100 {
		t.Errorf("%+v", got)
	}
}
