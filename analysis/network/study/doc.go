// Package study answers what is asked of a network: [Analyze] puts together what
// package network computes, question by question, and says what the answer rests on. The
// command line and the API both print its results.
//
// The reliability is exact, or has bounds that are certain and the reason why there is
// no exact one. What costs more than it may is left out, with the reason; the rest is
// there. A study is a pure function: the same model and options give the same bits,
// however many workers there are, as long as no time limit ends a step.
//
// # Directed and undirected edges together
//
// Where only some edges are directed, each of the others becomes two arcs, one in either
// direction. They fail independently of each other here, which changes nothing: whether
// the first terminal reaches the others is found out by a search that looks at no more
// than one of the two, at the one that leads from the end that is reached first; when it
// comes to the other, that leads to where the search has been. So the reliability is the
// same, the importance of the edge is the sum of those of its arcs, and minimal path and
// cut sets correspond to each other, as none holds both arcs.
package study
