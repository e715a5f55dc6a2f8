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
// KofM, which may be written votK. A basic event has a probability, or a failure
// rate per hour that gives 1 − e^(−λt) at the mission time t. A dormancy factor
// matters under spare gates only and is read over with a warning. Dynamic gates and
// everything else that would change the answer are refused.
//
// Sources: K. Sullivan, J. B. Dugan, Galileo user's manual and design overview,
// version 2.11, University of Virginia, 1998; K. Sullivan, J. B. Dugan, D. Coppit,
// The Galileo fault tree analysis tool, FTCS-29, 1999; for votK, the test
// models of Storm, https://www.stormchecker.org
package galileo
