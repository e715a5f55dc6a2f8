// Package api answers HTTP: the REST API under /api/v1, sign-in, health and
// metrics, and the dashboard for every other path.
//
// A [Server] is given what it needs and returns one [http.Handler]. Handlers are
// thin: they read an assessment or a record and return it, or pass the rows or the
// model of a request to the study that the command line prints; nothing is computed
// here but pages of lists. The OpenAPI document is generated from the Go types
// of requests and answers (see [OpenAPI]), so it cannot lie about them.
//
// # Conventions
//
//   - JSON names are lowerCamel. A list is {"data": […], "nextCursor": "…"}; the
//     cursor is opaque and good for the same list only.
//   - An unknown query parameter is an error, for it is most likely misspelt.
//   - Every error is an RFC 9457 problem; problem.go alone turns errors into one.
//   - What depends on one assessment carries its ID as ETag: assessments never
//     change.
//   - What is computed from a request has limits: of the request, of the numbers in it
//     and of its time, see statistics.go and analyses*.go. Beyond those of the request
//     is a problem; a model that takes more gives what is certain, marked as partial,
//     or a problem that says so.
//   - Scopes contain each other: read ⊂ edit ⊂ admin. The scope an operation needs
//     stands in its security requirement, which is both documented and enforced.
//   - Secrets are 256 random bits, shown once and stored as SHA-256. No log line
//     and no problem contains one.
//
// # References
//
//	RFC 9457, Problem Details for HTTP APIs. https://doi.org/10.17487/RFC9457
//	RFC 9110, HTTP Semantics. https://doi.org/10.17487/RFC9110
//	RFC 6750, Bearer Token Usage. https://doi.org/10.17487/RFC6750
package api

//go:generate go test -run TestOpenAPIUpToDate -update .
