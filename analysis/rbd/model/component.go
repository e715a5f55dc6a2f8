package model

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/dist"
	"ninefold/analysis/rbd/blocks"
)

func (p *parser) component(n *yaml.Node, at string) (c blocks.Part) {
	once := func(read func(*float64) func(*yaml.Node)) func(*yaml.Node) {
		return p.placed(at+".unavailability", func(n *yaml.Node) {
			if c.Unavailability != nil {
				p.Reportf(n, "unavailability is given twice")
			}
			c.Unavailability = new(float64)
			read(c.Unavailability)(n)
		})
	}
	life := func(into *dist.Lifetime, name string, read func(*yaml.Node) dist.Lifetime) func(*yaml.Node) {
		return p.placed(at+"."+name, func(n *yaml.Node) {
			if *into != nil {
				p.Reportf(n, "%s is given twice", name)
			}
			*into = read(n)
		})
	}
	p.Object(n, readers{
		"id": p.Text(&c.ID), "label": p.Text(&c.Label),
		"unavailability": once(p.Number),
		"reliability":    once(p.reliability),
		"mttf":           life(&c.Life, "life", p.mean),
		"life":           life(&c.Life, "life", p.lifetime),
		"mttr":           life(&c.Repair, "repair", p.mean),
		"repair":         life(&c.Repair, "repair", p.lifetime),
		"standby":        p.placed(at+".standby", func(n *yaml.Node) { c.Standby = p.standby(n, at+".standby") }),
		"loadSharing":    p.placed(at+".loadSharing", func(n *yaml.Node) { c.Sharing = p.sharing(n, at+".loadSharing") }),
	}, "id")
	return c
}

// reliability reads one and keeps what it leaves to one.
func (p *parser) reliability(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if p.Complement(into)(n); !(*into >= 0 && *into <= 1) {
			p.Reportf(n, "reliability %.40s is not between 0 and 1", n.Value)
		}
	}
}

// mean reads the mean of an exponential distribution.
func (p *parser) mean(n *yaml.Node) dist.Lifetime {
	var d dist.Exponential
	p.Number(&d.MTTF)(n)
	return d
}

// lifetime reads a mapping of a name to the parameters of a distribution.
func (p *parser) lifetime(n *yaml.Node) (d dist.Lifetime) {
	given := func(read func(n *yaml.Node)) func(n *yaml.Node) {
		return func(n *yaml.Node) {
			if d != nil {
				p.Reportf(n, "another distribution is given")
			}
			read(n)
		}
	}
	p.Object(n, readers{
		"exponential": given(func(n *yaml.Node) {
			var e dist.Exponential
			p.Object(n, readers{"mttf": p.Number(&e.MTTF)}, "mttf")
			d = e
		}),
		"weibull": given(func(n *yaml.Node) {
			var w dist.Weibull
			p.Object(n, readers{"shape": p.Number(&w.Shape), "scale": p.Number(&w.Scale), "shift": p.Number(&w.Shift)}, "shape", "scale")
			d = w
		}),
		"gamma": given(func(n *yaml.Node) {
			var g dist.Gamma
			p.Object(n, readers{"shape": p.Number(&g.Shape), "rate": p.Number(&g.Rate)}, "shape", "rate")
			d = g
		}),
		"lognormal": given(func(n *yaml.Node) {
			var l dist.Lognormal
			p.Object(n, readers{"mu": p.Number(&l.Mu), "sigma": p.Number(&l.Sigma)}, "mu", "sigma")
			d = l
		}),
		"loglogistic": given(func(n *yaml.Node) {
			var l dist.Loglogistic
			p.Object(n, readers{"scale": p.Number(&l.Scale), "shape": p.Number(&l.Shape)}, "scale", "shape")
			d = l
		}),
	})
	if d == nil {
		p.Reportf(n, "a distribution is one of exponential, weibull, gamma, lognormal and loglogistic")
	}
	return d
}

const mostCount = 100_000 // units of a standby group

func (p *parser) standby(n *yaml.Node, at string) *blocks.Standby {
	var s blocks.Standby
	p.Object(n, readers{
		"needed": p.placed(at+".needed", p.Whole(&s.Needed)), "crews": p.placed(at+".crews", p.Whole(&s.Crews)),
		"switchFailure": p.placed(at+".switchFailure", p.Number(&s.SwitchFailure)),
		"switchRate":    p.placed(at+".switchRate", p.Number(&s.SwitchRate)),
		"units":         p.placed(at+".units", func(n *yaml.Node) { p.List(n, func(n *yaml.Node) { p.units(n, &s, at+".units") }) }),
	}, "units")
	return &s
}

// units reads like units. What is wrong with one of them is so with all, and is said
// of the first.
func (p *parser) units(n *yaml.Node, s *blocks.Standby, at string) {
	var u blocks.Unit
	count := 1
	first := at + "[" + strconv.Itoa(len(s.Units)) + "]"
	p.placed(first, func(n *yaml.Node) {
		p.Object(n, readers{
			"rate":       p.placed(first+".rate", p.Number(&u.FailureRate)),
			"dormancy":   p.placed(first+".dormancy", p.Number(&u.Dormancy)),
			"repairRate": p.placed(first+".repairRate", p.Number(&u.RepairRate)),
			"count":      p.Whole(&count),
		}, "rate")
		if count < 1 || count > mostCount-len(s.Units) {
			p.Reportf(n, "%d units more make not between 1 and %d", count, mostCount)
			count = 1
		}
	})(n)
	for i := range count {
		if i > 0 {
			p.at[at+"["+strconv.Itoa(len(s.Units))+"]"] = where{misread: true}
		}
		s.Units = append(s.Units, u)
	}
}

func (p *parser) sharing(n *yaml.Node, at string) *blocks.Sharing {
	var s blocks.Sharing
	p.Object(n, readers{
		"needed": p.placed(at+".needed", p.Whole(&s.Needed)), "crews": p.placed(at+".crews", p.Whole(&s.Crews)),
		"repairRate": p.placed(at+".repairRate", p.Number(&s.RepairRate)),
		"load":       p.numbers(at+".load", &s.Load),
	}, "needed", "load")
	return &s
}
