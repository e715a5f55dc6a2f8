// Package mesh turns the structure of a service mesh into reliability models: the
// fault tree of a journey ([FaultTree]), its block diagram ([Synthesis.Blocks])
// and the blast radius of a failure ([Fail]).
//
// It is structural. A [System] says what can fail and who needs whom; it holds no
// probability. A basic event names the parameter its probability comes from, and
// events with one parameter fail independently of each other but are known no
// better than one of them.
//
// # Equations
//
// Failure is the least fixpoint of these monotone equations. Call graphs have
// cycles; in the least fixpoint a cycle without a failed basic event is up.
//
//	DomainDown(x)    = fail(x) ∨ DomainDown(parent(x))
//	Down(s, ℓ)       = own(s) ∨ release(s, ℓ) ∨ DomainDown(ℓ) ∨ ⋁ shared x: DomainDown(x)
//	                 ∨ AtLeast(n−k+1 of the replica failures of s at ℓ)
//	                 ∨ ⋁ hard call c: Unreach(c, ℓ)
//	                 ∨ ⋁ async call c: bufferTooShort(c) ∧ Unreach(c, ℓ)
//	replica i        = instance(i) ∨ DomainDown(spread[i mod len])
//	Unreach(c, ℓ)    = first(c, ℓ) ∧ others(c, ℓ) ∧ fallback(c, ℓ)
//	  first          = link(ℓ, ℓ₀) ∨ Down(d, ℓ₀)
//	  others         = noSwitch(c, ℓ) ∨ ⋀ ℓ': link(ℓ, ℓ') ∨ Down(d, ℓ')
//	  fallback       = noFallback(c) ∨ Unreach(f, ℓ)
//	Down(J, ℓ)       = DomainDown(ℓ) ∨ ⋁ entry e: Unreach(e, ℓ)
//	NotServed(J, ℓ)  = Down(J, ℓ) ∧ (noReroute(J, ℓ) ∨ ⋀ ℓ' ≠ ℓ: Down(J, ℓ'))
//
// ℓ is where the caller runs and ℓ₀ the first candidate for its callee d: the
// placement of d at ℓ and else the nearest, which is the first in failover order
// or, without one, in model order. The others count only with failover and outlier
// detection; without detection failover does nothing at all, as in Istio. An
// absent part of Unreach is true. NotServed without reroute is Down(J, ℓ). A
// fallback and a buffer are the same code and the same policy wherever the caller
// runs, so that noFallback and bufferTooShort do not depend on ℓ.
//
// A callee without placement, such as an external service, is as near to each
// caller as its own software: its calls start where the caller runs. A fallback
// service is reached by the caller's own call to it where the model has one, and
// by a plain call where not; so are the entries of a journey.
//
// Soft calls enter no Down. They enter the degraded top, which is the top of the
// same system with its soft calls made hard.
//
// # Method
//
// The equations are built once, in equations.go, and read twice: as gates for the
// fault tree and as truth values for the blast radius. For gates the strongly
// connected components of the unknowns are solved callees first [Tar72]. In a
// component of plain hard calls all unknowns are equal, to the disjunction of what
// comes from outside; any other is unrolled from false until it is stable, which on
// every state takes at most one round more than it has unknowns used before they
// are computed [Kle52]. Equal gates are stored once, so that the tree is as small
// as the equations and not as the number of paths through the mesh.
//
// # References
//
//	[Kle52]  S. C. Kleene, Introduction to Metamathematics, 1952, §66, the first
//	         recursion theorem. ISBN 978-0-923891-57-2
//	[Tar72]  R. Tarjan, Depth-first search and linear graph algorithms, 1972.
//	         https://doi.org/10.1137/0201010
package mesh
