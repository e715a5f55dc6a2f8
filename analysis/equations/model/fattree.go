package model

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/equations"
	"ninefold/analysis/internal/yamlfile"
)

const maxPorts = 128

// fatTree adds the devices of a fat tree and its service (Al-Fares, Loukissas and Vahdat,
// https://doi.org/10.1145/1402958.1402967).
func (p *parser) fatTree(n *yaml.Node) {
	t := tree{parser: p, node: n, replicas: 1, service: "service"}
	of := func(into *float64) func(*yaml.Node) { return func(n *yaml.Node) { *into = p.figuresOf(n) } }
	t.core, t.aggregate, t.rack, t.server = p.otherwise, p.otherwise, p.otherwise, p.otherwise
	p.Object(n, yamlfile.Readers{
		"ports": func(n *yaml.Node) { t.ports = p.whole(n) }, "replicas": func(n *yaml.Node) { t.replicas = p.whole(n) },
		"core": of(&t.core), "aggregate": of(&t.aggregate), "rack": of(&t.rack), "server": of(&t.server), "id": p.Text(&t.service),
	}, "ports")
	switch {
	case t.ports < 2 || t.ports > maxPorts || t.ports%2 != 0:
		p.Reportf(n, "%d ports are not an even number from 2 to %d", t.ports, maxPorts)
	case t.replicas < 1 || t.replicas > t.ports:
		p.Reportf(n, "%d replicas are not between 1 and the number of pods, %d", t.replicas, t.ports)
	default:
		t.build()
	}
}

// A tree is a fat tree that is being built.
type tree struct {
	*parser

	node                          *yaml.Node
	ports, replicas               int
	core, aggregate, rack, server float64
	service                       string
}

func (t *tree) device(u float64, id string, needs ...equations.Need) string {
	t.add(t.node, equations.Component{ID: id, Unreliability: u, Needs: needs})
	return id
}

func (t *tree) build() {
	half := t.ports / 2
	above := make([]equations.Need, half) // the i-th aggregate switch of every pod
	for i := range above {
		above[i].K = 1
		for j := range half {
			above[i].Of = append(above[i].Of, t.device(t.core, fmt.Sprintf("core %d.%d", i, j)))
		}
	}
	service := equations.Need{K: 1}
	for pod := range t.ports {
		uplinks := equations.Need{K: 1}
		for i := range half {
			uplinks.Of = append(uplinks.Of, t.device(t.aggregate, fmt.Sprintf("aggregate %d.%d", pod, i), above[i]))
		}
		for r := range half {
			rack := t.device(t.rack, fmt.Sprintf("rack %d.%d", pod, r), uplinks)
			for s := range half {
				id := t.device(t.server, fmt.Sprintf("server %d.%d.%d", pod, r, s), equations.Need{K: 1, Of: []string{rack}})
				if r == 0 && s == 0 && pod < t.replicas {
					service.Of = append(service.Of, id)
				}
			}
		}
	}
	t.device(0, t.service, service)
	if len(t.model.Tops) == 0 {
		t.model.Tops = []string{t.service}
	}
}
