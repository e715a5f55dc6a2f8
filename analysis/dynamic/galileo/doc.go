// Package galileo reads and writes dynamic fault trees in the textual format of
// Galileo, with what other programs have added to it.
//
//	toplevel "System";
//	"System" pand "Switch" "Unit";
//	"Unit" csp "Primary" "Spare";
//	"Power" fdep "Supply" "Primary";
//	"Primary" lambda=1e-4 dorm=0;
//
// Gates are and, or, KofM, votK, pand and por with -incl, -excl, <= and <, and the
// spare gates wsp, csp, hsp and spare, which are one: what counts is the dormancy
// of events. Where that is not given, it is 0 of the spares of csp and 1 of others.
// Then there are fdep, pdep=P, seq and mutex, and inspections: insp3 each third
// hour, 2insp3 after two exponential phases of rate 3. A dependency or mutex that
// is named as an input of a gate never fails and is left out of it; a seq there
// fails when all its inputs have.
//
// Events have lambda, or prob, or both for an event that may never fail; phases of
// an Erlang life, of which lambda is the rate of each; dorm; repair, a rate; res,
// the share of failures that end at once; and interval, the phases after which an
// inspection renews.
//
// Sources: K. Sullivan, J. B. Dugan, Galileo user's manual and design overview,
// version 2.11, University of Virginia, 1998; the extensions as the test models of
// DFTCalc, https://github.com/utwente-fmt/dftcalc, and of Storm,
// https://www.stormchecker.org, have them
package galileo
