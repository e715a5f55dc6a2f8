package generate

import (
	"context"
	"fmt"

	"ninefold/analysis/markov"
)

// Spares are units in service that are replaced from a stock when they fail. What
// has failed goes to a shop and comes back to the stock.
type Spares struct {
	Units       int     `json:"units"`  // in service
	Needed      int     `json:"needed"` // of them
	Stock       int     `json:"stock"`  // spare units at first
	FailureRate float64 `json:"failureRate"`
	Dormancy    float64 `json:"dormancy,omitempty"`    // share of it at which spares fail: 0 cold, 1 hot
	ReplaceRate float64 `json:"replaceRate,omitempty"` // of a fitter; 0 means at once
	Fitters     int     `json:"fitters,omitempty"`     // 0 means one for each unit
	RepairRate  float64 `json:"repairRate"`            // of a place in the shop, or 1 / lead time of an order; 0: nothing comes back
	ShopPlaces  int     `json:"shopPlaces,omitempty"`  // 0 means one for each unit
}

// A stocked is how many units are in service and in stock; the rest is in the shop.
type stocked struct{ running, stock int }

// Validate says all that is wrong with s.
func (s Spares) Validate() error {
	c := &check{system: "spares"}
	c.count("units", s.Units, 1, mostStates)
	c.count("needed", s.Needed, 1, s.Units)
	c.count("stock", s.Stock, 0, mostStates)
	c.count("fitters", s.Fitters, 0, mostStates)
	c.count("places in the shop", s.ShopPlaces, 0, mostStates)
	c.rate("failure rate", s.FailureRate)
	c.share("dormancy", s.Dormancy)
	c.maybe("replacement rate", s.ReplaceRate)
	c.maybe("repair rate", s.RepairRate)
	return c.err()
}

// Chain returns the chain of the numbers in service and in stock: at most units
// times units and spares. It returns what Validate does.
func (s Spares) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	chain, _, err := markov.Explore(ctx, markov.Space[stocked]{
		Start: []stocked{{s.Units, s.Stock}},
		Moves: s.moves,
		Name:  func(at stocked) string { return fmt.Sprintf("%d running, %d in stock", at.running, at.stock) },
		Up:    func(at stocked) bool { return at.running >= s.Needed },
	}, mostStates)
	return chain, err
}

func (s Spares) moves(at stocked, emit func(stocked, float64)) {
	emit(s.fit(stocked{at.running - 1, at.stock}), float64(at.running)*s.FailureRate)
	emit(stocked{at.running, at.stock - 1}, float64(at.stock)*s.FailureRate*s.Dormancy)
	shop := s.Units + s.Stock - at.running - at.stock
	emit(s.fit(stocked{at.running, at.stock + 1}), served(shop, s.ShopPlaces)*s.RepairRate)
	emit(stocked{at.running + 1, at.stock - 1}, served(min(s.Units-at.running, at.stock), s.Fitters)*s.ReplaceRate)
}

// fit puts spares in service where that takes no time.
func (s Spares) fit(at stocked) stocked {
	if s.ReplaceRate > 0 {
		return at
	}
	n := min(s.Units-at.running, at.stock)
	return stocked{at.running + n, at.stock - n}
}
