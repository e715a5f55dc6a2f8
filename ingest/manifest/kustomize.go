package manifest

import (
	"path"
	"slices"
	"strings"
)

// A layout is what the kustomize files of a tree say about its other files.
type layout struct {
	optional  map[string]bool   // files only a Component brings that no kustomization uses
	patch     map[string]bool   // files that change objects of other files
	namespace map[string]string // of the objects in a file
}

type kustomization struct {
	Kind                  string   `yaml:"kind"`
	Namespace             string   `yaml:"namespace"`
	Resources             []string `yaml:"resources"`
	Components            []string `yaml:"components"`
	PatchesStrategicMerge []string `yaml:"patchesStrategicMerge"`
	Patches               []struct {
		Path string `yaml:"path"`
	} `yaml:"patches"`
}

// layout reads the kustomize files. Overlays are not rendered: a patch is passed
// over, the objects it changes count as they are.
func (r *reader) layout() layout {
	l := layout{optional: map[string]bool{}, patch: map[string]bool{}, namespace: map[string]string{}}
	deployed, used := map[string]bool{}, map[string]bool{}
	components := map[string][]string{} // files by folder
	for _, d := range r.kustomize {
		var k kustomization
		if err := d.node.Decode(&k); err != nil {
			r.findings.addf(NotParsed, "", place{d.file, d.node.Line}, "kustomization: %s", strings.TrimPrefix(err.Error(), "yaml: "))
			continue
		}
		dir := path.Dir(d.file)
		for _, res := range k.Resources {
			file := path.Join(dir, res)
			if k.Kind == "Component" {
				components[dir] = append(components[dir], file)
				continue
			}
			deployed[file] = true
			if k.Namespace != "" {
				l.namespace[file] = k.Namespace
			}
		}
		for _, c := range k.Components {
			used[path.Join(dir, c)] = true
		}
		for _, p := range k.PatchesStrategicMerge {
			l.patch[path.Join(dir, p)] = true
		}
		for _, p := range k.Patches {
			if p.Path != "" {
				l.patch[path.Join(dir, p.Path)] = true
			}
		}
	}
	r.passOverPatches(l.patch)
	for dir, files := range components {
		for _, f := range files {
			l.optional[f] = !used[dir] && !deployed[f]
		}
	}
	return l
}

// passOverPatches drops the documents of patches.
func (r *reader) passOverPatches(patch map[string]bool) {
	dropped := map[string]bool{}
	r.docs = slices.DeleteFunc(r.docs, func(d document) bool {
		if patch[d.file] && !dropped[d.file] {
			dropped[d.file] = true
			r.files.Read--
			r.skip(d.file, "kustomize patch")
		}
		return patch[d.file]
	})
}
