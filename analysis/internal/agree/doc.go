// Package agree tests that engines which share no code say the same of the same
// system. It holds tests only.
//
// A system of the tests is some components that fail and are repaired at constant
// rates, and what it takes of them to work. Each engine is given it in a form that is
// written for that engine alone, never made from that of another: block diagrams get
// blocks and, for a bridge, a network; fault trees its cut sets; networks edges;
// Boolean equations a bridge that needs itself; chains the product of the states of all
// units, one by one; dynamic fault trees spare gates; simulations its path sets, and
// cascades for what stands by.
//
// The figures are probabilities at a time and in the long run, frequencies, mean times
// and Birnbaum importances. Where an engine has none there is none to compare: a
// network is of what can be drawn as one, and a fault tree of standby has figures where
// those of a standby group have a closed form.
package agree
