// Package galileo reads static fault trees in the textual format of Galileo.
//
// A file is statements that end in a semicolon, with comments as in C:
//
//	toplevel "System";
//	"System" 2of3 "A" "B" "C";
//	"A" lambda=1e-4 dorm=0;
//	"B" prob=0.01;
//	"C" or "C1" "C2";
//
// Names may stand without quotes; keywords know no case. Gates are and, or and
// KofM. A basic event has a probability, or a failure rate per hour that gives
// 1 − e^(−λt) at the mission time t. A dormancy factor matters under spare gates
// only and is read over. Dynamic gates and everything else that would change the
// answer are refused.
//
// Source: K. Sullivan, J. Dugan, D. Coppit, The Galileo fault tree analysis tool,
// 1999. https://doi.org/10.1109/FTCS.1999.781056
package galileo
