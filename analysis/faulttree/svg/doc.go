// Package svg draws fault trees as people draw them: gates with the distinctive
// symbols of the Fault Tree Handbook [Ves81], basic events as circles, conditions as
// ellipses, house events as houses.
//
// [Write] is the one entry point. A gate or event that is used several times is
// drawn once, where it is met first from the top, with how often it is used, and
// as a transfer triangle elsewhere. Many leaves under one gate hang below each
// other. The same tree gives the same bytes.
//
// # Drawing
//
// Text stays text; symbols carry titles, so that a pointer shows the whole of a
// name that was cut. Colours follow the scheme of the reader, light or dark. Names
// come from strangers and are escaped.
//
// # Method
//
// The layout is a tidy tree [Rei81]: subtrees are moved together until their
// outlines touch, a parent stands midway over its children. Subtrees between two
// that touch are spread by taking the mean of moving all left and all right, which
// keeps the distances, for they are linear constraints.
//
// # References
//
//	[Ves81]  W. Vesely, F. Goldberg, N. Roberts, D. Haasl, Fault Tree Handbook,
//	         NUREG-0492, 1981
//	[Rei81]  E. Reingold, J. Tilford, Tidier drawings of trees, 1981.
//	         https://doi.org/10.1109/TSE.1981.234519
package svg
