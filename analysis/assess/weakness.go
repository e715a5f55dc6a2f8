package assess

import (
	"fmt"
	"strings"
)

// weakness says what the parameters rest on where that is weak.
func (b *builder) weakness() []string {
	out := []string{}
	shrunk, services := 0, 0
	for _, p := range b.params.list {
		if strings.HasPrefix(p.ID, "service:") {
			services++
			if p.Provenance == pooled {
				shrunk++
			}
		}
	}
	if shrunk > 0 {
		out = append(out, fmt.Sprintf("%d of %d services have no failure data of their own: theirs is pooled from all components on record", shrunk, services))
	}
	var missing, unused []string
	for _, s := range b.in.Mesh.Services {
		if b.params.missing[s.ID] {
			missing = append(missing, s.Label())
		}
		if !b.params.missing[s.ID] && !b.params.has("service:"+s.ID) && len(b.records.bySubject["service:"+s.ID]) > 0 {
			unused = append(unused, s.Label())
		}
	}
	if n := len(missing); n > 0 {
		out = append(out, fmt.Sprintf("%d %s no failure data and cannot fail in this model: %s", n,
			plural(n, "service has", "services have"), shortList(missing)))
	}
	if len(unused) > 0 {
		out = append(out, "incidents name services whose software cannot fail in this model, so that they update nothing: "+shortList(unused))
	}
	if len(b.in.Mesh.Waivers) > 0 && b.records.cutoff.IsZero() {
		out = append(out, "waivers have no force: without records or a cut-off there is no date to judge them at")
	}
	return out
}
