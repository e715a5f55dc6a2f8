package manifest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A workload is a Deployment or the like: all descriptions of it in the tree.
type workload struct {
	origin                     // of the first description
	labels   map[string]string // of its pods
	pod      podSpec
	stateful bool    // keeps data on volumes of its own
	files    []place // where it is described

	replicas int
	required int
	counted  []string // evidence of replicas and required
	scaled   bool     // an autoscaler sets replicas
	refs     []reference
}

// workload files a workload, or merges it with an earlier description.
func (c *collector) workload(o origin, n *yaml.Node) error {
	specs, err := appendSpec[workloadSpec](nil, o, n)
	if err != nil {
		return err
	}
	spec := specs[0].spec
	switch {
	case o.name == "":
		c.findings.addf(NotParsed, "", o.at, "%s without metadata.name", o.kind)
		return nil
	case c.layout.optional[o.at.file]:
		c.tree.optional[o.name] = o.at
		c.findings.addf(Optional, o.name, o.at, "%s %s comes only with a kustomize component that no kustomization here uses; not counted as deployed", o.kind, o.name)
		return nil
	case spec.Replicas != nil && spec.Replicas.N == 0:
		c.tree.optional[o.name] = o.at
		c.findings.addf(Optional, o.name, place{o.at.file, spec.Replicas.Line}, "%s %s is scaled to 0 replicas; not counted as deployed", o.kind, o.name)
		return nil
	}
	w := &workload{
		origin: o, labels: spec.Template.Metadata.Labels, pod: spec.Template.Spec,
		stateful: o.kind == "StatefulSet" && len(spec.VolumeClaimTemplates) > 0, files: []place{o.at}, replicas: 1, required: 1,
	}
	evidence := "replicas not set, so 1, at " + o.at.String()
	if o.kind == "DaemonSet" {
		evidence = "one replica per node, their number not stated, at " + o.at.String()
	}
	if spec.Replicas != nil {
		w.replicas = spec.Replicas.N
		evidence = "replicas at " + place{o.at.file, spec.Replicas.Line}.String()
	}
	w.counted = []string{evidence}
	c.tree.workloads = append(c.tree.workloads, w)
	return nil
}

// mergeWorkloads joins the descriptions of one workload. Where they disagree the
// smaller number of replicas counts.
func (d *draft) mergeWorkloads() {
	type key struct{ kind, namespace, name string }
	first := map[key]*workload{}
	var merged []*workload
	for _, w := range d.workloads {
		w.refs = d.references(w)
		k := key{w.kind, w.namespace, w.name}
		f := first[k]
		if f == nil {
			first[k] = w
			merged = append(merged, w)
			continue
		}
		d.reportConflicts(f, w)
		if w.replicas < f.replicas {
			f.replicas, f.counted = w.replicas, nil
		}
		if w.replicas == f.replicas {
			f.counted = append(f.counted, w.counted...)
		}
		f.files = append(f.files, w.files...)
		f.refs = append(f.refs, w.refs...)
	}
	slices.SortFunc(merged, func(a, b *workload) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.namespace, b.namespace), strings.Compare(a.kind, b.kind))
	})
	d.workloads = merged
}

func (d *draft) reportConflicts(f, w *workload) {
	if f.replicas != w.replicas {
		d.findings.addf(Conflict, f.name, w.at, "%s %s has %d replicas here and %d at %s; the smaller number counts", w.kind, w.name, w.replicas, f.replicas, f.at)
	}
	if !maps.Equal(f.labels, w.labels) {
		d.findings.addf(Conflict, f.name, w.at, "the pods of %s %s have other labels here than at %s; those count", w.kind, w.name, f.at)
	}
	earlier := map[string]string{}
	for _, r := range f.refs {
		earlier[r.env] = r.host
	}
	for _, r := range w.refs {
		if host, ok := earlier[r.env]; ok && host != r.host && !names(f.refs, r) {
			d.findings.addf(Conflict, f.name, r.at, "env %s of %s is %s here and %s at %s; both count", r.env, w.name, r.host, host, f.at)
		}
	}
}

// names reports whether refs hold the variable and host of r.
func names(refs []reference, r reference) bool {
	return slices.ContainsFunc(refs, func(q reference) bool { return q.env == r.env && q.host == r.host })
}
