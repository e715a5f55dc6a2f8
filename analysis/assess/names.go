package assess

import (
	"cmp"
	"fmt"
	"strings"

	"ninefold/analysis/mesh"
	"ninefold/models"
)

// A namer gives events their names for people.
type namer map[string]string // by parameter: label with the failure mode

func newNamer(m models.Mesh, ps *parameters) namer {
	names := namer{}
	for _, p := range ps.list {
		names[p.ID] = p.Label
	}
	for _, c := range components(m) {
		if c.failure != nil && c.failure.Mode != "" {
			names[c.id] = c.item + ": " + c.failure.Mode
		}
	}
	return names
}

// event names one basic event: its parameter, and where it is.
func (n namer) event(e mesh.Event) string {
	name := cmp.Or(n[e.Parameter], e.Label)
	if _, place, ok := strings.Cut(e.ID, "@"); ok && place != "" {
		name += " (" + strings.ReplaceAll(place, "#", " ") + ")"
	}
	return name
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

const shortLength = 80 // characters

func andMore(n int) string { return fmt.Sprintf(" and %d more", n) }

// shortList names what fits in two lines under a figure.
func shortList(names []string) string {
	list := strings.Join(names, ", ")
	for n := len(names) - 1; n > 0 && len([]rune(list)) > shortLength; n-- {
		list = strings.Join(names[:n], ", ") + andMore(len(names)-n)
	}
	return list
}
