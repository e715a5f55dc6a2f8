package manifest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ninefold/ingest/manifest"
)

// TestBrokenFiles: what cannot be read is a finding with its place, and the rest
// is read.
func TestBrokenFiles(t *testing.T) {
	bomb := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bomb}\nx0: &x0 {a: 1}\n"
	for i := 1; i < 12; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [%s*x%d]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 9), i-1)
	}
	bomb += "spec: {template: {spec: {containers: *x11}}}\n"
	dir := tree(
		"good.yaml", app("shop", "", ""),
		"mixed.yaml", app("cart", "", "")+"---\na: b: c\n"+app("db", "", ""),
		"page.yaml", "<?xml version=\"1.0\"?>\n<a b=\"c: d\">: x</a>\n",
		"chart.yaml", "{{ if .Values.on }}\napiVersion: v1\n",
		"binary.yaml", "\x00\xff\xfe",
		"types.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: t}\nspec:\n  replicas: many\n",
		"huge.yaml", strings.Repeat("#", manifest.MaxFileBytes+1),
		"nodes.yaml", strings.Repeat("[a,", 1_500_000),
		"bomb.yaml", bomb,
		"compose.yaml", "services: {web: {image: x}}\n",
		"empty.yaml", "# nothing\n",
		"readme.md", "",
		".git/config.yaml", "x")
	dir["link.yaml"] = &fstest.MapFile{Data: []byte("../outside.yaml"), Mode: fs.ModeSymlink}
	start := time.Now()
	r, err := manifest.DiscoverFS(t.Context(), dir, manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
	var got []string
	for _, s := range r.Mesh.Services {
		got = append(got, s.ID)
	}
	if strings.Join(got, " ") != "cart db shop" {
		t.Errorf("services %v, want cart, db and shop", got)
	}
	for place, text := range map[string]string{
		"mixed.yaml:20": "mapping values",
		"page.yaml:":    "XML",
		"chart.yaml:":   "render it first",
		"binary.yaml":   "not UTF-8",
		"types.yaml:1":  "whole number",
		"huge.yaml":     "larger than 16 MiB",
		"nodes.yaml:1":  "YAML nodes",
		"bomb.yaml:1":   "its aliases make more than",
	} {
		if !slices.ContainsFunc(r.Findings, func(f manifest.Finding) bool {
			return f.Kind == manifest.NotParsed && strings.HasPrefix(f.Place, place) && strings.Contains(f.Message, text)
		}) {
			t.Errorf("no finding at %s saying %q: %v", place, text, r.Findings)
		}
	}
	want := manifest.Files{Read: 1, Skipped: 3, Failed: 8, Other: 1}
	if r.Files != want {
		t.Errorf("files %+v, want %+v", r.Files, want)
	}
}

func TestNothingFound(t *testing.T) {
	_, err := manifest.DiscoverFS(t.Context(), tree("a.yaml", "<xml/>: a: b"), manifest.Options{})
	if !errors.Is(err, manifest.ErrNothing) || !strings.Contains(err.Error(), "a.yaml:1: this is XML") {
		t.Errorf("err = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := manifest.DiscoverFS(ctx, tree("a.yaml", app("a", "", "")), manifest.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
	if _, err := manifest.Discover(t.Context(), t.TempDir()+"/none", manifest.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("err = %v, want fs.ErrNotExist", err)
	}
	dir := fstest.MapFS{}
	for i := range manifest.MaxFiles + 1 {
		dir[fmt.Sprint(i)] = &fstest.MapFile{}
	}
	if _, err := manifest.DiscoverFS(t.Context(), dir, manifest.Options{}); err == nil || !strings.Contains(err.Error(), "more than 20000 files") {
		t.Errorf("err = %v, want too many files", err)
	}
}

func TestLists(t *testing.T) {
	r := discover(t, "a.yaml", `apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: a}
- apiVersion: v1
  kind: Pod
  metadata: {name: p}
`)
	if len(r.Mesh.Services) != 1 || !has(r, manifest.NotModelled, "Pod p") || r.Mesh.Services[0].Evidence[0] != "Deployment a at a.yaml:4" {
		t.Errorf("services %+v, findings %v", r.Mesh.Services, r.Findings)
	}
}

// FuzzDiscover checks what every file must obey, however broken: Discover does
// not panic; every service is placed or external; every dependency joins two
// services of the draft, never one with itself, and has evidence; IDs are unique.
func FuzzDiscover(f *testing.F) {
	f.Add([]byte(app("shop", env("CART", "cart:80", "SELF_HOST", "shop"), "replicas: 2") + app("cart", "", "") + traffic))
	f.Add([]byte("apiVersion: v1\nkind: List\nitems: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}]\n"))
	f.Add([]byte("a: &a [*a]\n--- \n...\n%YAML 1.2\n---\n"))
	f.Add([]byte("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, externalName: .}\n" + app("b", env("A_HOST", "a"), "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := manifest.DiscoverFS(t.Context(), fstest.MapFS{"a.yaml": {Data: data}, "kustomization.yaml": {Data: data}}, manifest.Options{})
		if err != nil {
			return
		}
		ids := map[string]bool{}
		for _, s := range r.Mesh.Services {
			if s.ID == "" || ids[s.ID] {
				t.Fatalf("ID %q is empty or taken", s.ID)
			}
			ids[s.ID] = true
		}
		for _, p := range r.Mesh.Placements {
			if !ids[p.Service] || p.Replicas < 1 || p.Required < 1 || p.Required > p.Replicas {
				t.Fatalf("placement %+v", p)
			}
		}
		for _, d := range r.Mesh.Dependencies {
			if !ids[d.From] || !ids[d.To] || d.From == d.To || len(d.Evidence) == 0 {
				t.Fatalf("dependency %+v", d)
			}
		}
	})
}
