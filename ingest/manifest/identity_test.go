package manifest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ninefold/ingest/manifest"
	"ninefold/models"
)

// version is a Deployment name-version with the labels that say so.
func version(name, number, container, spec string) string {
	text, _, _ := strings.Cut(app(name+"-"+number, container, spec), "---\napiVersion: v1\nkind: Service")
	return strings.Replace(text, fmt.Sprintf("{app: %s-%s}", name, number), fmt.Sprintf("{app: %s, version: %s}", name, number), 1)
}

// TestVersions: versions of one application are one service, and only what all of
// them call is needed.
func TestVersions(t *testing.T) {
	r := discover(t, "a.yaml",
		"apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n"+
			version("web", "v1", env("DB", "db:1"), "")+version("web", "v2", env("DB", "db:1", "CACHE", "cache:1"), "replicas: 3")+
			app("db", "", "")+app("cache", "", "")+app("shop", env("WEB", "web:80"), ""))
	if diff := cmp.Diff([]string{"shop>web", "web>db"}, edges(r)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	if !has(r, manifest.VersionReference, "web-v2 calls cache (env CACHE at a.yaml:") || count(r, manifest.VersionReference) != 1 {
		t.Errorf("findings %v", r.Findings)
	}
	web, placed := r.Mesh.Services[3], r.Mesh.Placements[3]
	if diff := cmp.Diff(models.Service{
		ID: "web", Kind: "microservice", Records: []string{"web-v1", "web-v2"},
		Evidence: []string{"Deployment web-v1 at a.yaml:6", "Deployment web-v2 at a.yaml:20"},
	}, web); diff != "" {
		t.Errorf("service (-want +got):\n%s", diff)
	}
	if placed.Service != "web" || placed.Replicas != 3 || placed.Required != 1 {
		t.Errorf("placement %+v, want the 3 replicas of the larger version", placed)
	}
}

// TestInferredNamespaces: two files of the same names, which only the addresses
// put into namespaces.
func TestInferredNamespaces(t *testing.T) {
	file := func(ns string) string {
		return app("web", env("CART", "cart."+ns+":80", "PAY", "http://pay."+ns), "") + app("cart", "", "") + app("pay", "", "")
	}
	r := discover(t, "a.yaml", file("one"), "b.yaml", file("two"))
	want := []string{"one-web>one-cart", "one-web>one-pay", "two-web>two-cart", "two-web>two-pay"}
	if diff := cmp.Diff(want, edges(r)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
	if count(r, manifest.InferredNamespace) != 2 {
		t.Errorf("findings %v", r.Findings)
	}
}

// TestAmbiguous: a Service in front of unlike workloads names neither.
func TestAmbiguous(t *testing.T) {
	tier := func(text string) string {
		return strings.Replace(text, "labels: {app:", "labels: {tier: back, app:", 1)
	}
	r := discover(t, "a.yaml", tier(app("cart", "", ""))+tier(app("pay", "", ""))+app("shop", env("BACK", "back:80"), "")+
		"---\napiVersion: v1\nkind: Service\nmetadata: {name: back}\nspec: {selector: {tier: back}}\n")
	if len(r.Mesh.Dependencies) != 0 || !has(r, manifest.AmbiguousReference, "cart or pay") {
		t.Errorf("edges %v, findings %v", edges(r), r.Findings)
	}
}
