// Package manifest drafts a model from the Kubernetes and Istio YAML of a
// directory tree.
//
// [Discover] reads every YAML file and returns a [Result]: a draft
// [models.Mesh] in which each service, placement, dependency and journey carries
// its evidence (file:line), and the findings a reader of the files should know.
// What the files do not say is not guessed: the draft has no failure data, no
// location, no target and no cost.
//
// # What makes a service
//
// A Deployment, StatefulSet, DaemonSet or Rollout is a service, named as it is.
// Workloads named app-version after their own app and version labels are
// versions of one service, named as the app: they take turns or share its load,
// and are not needed all at once. As the files do not say which of them serve,
// the replicas of the largest one count. The same workload described in several
// files counts once, with the evidence of all. A workload only a kustomize
// Component brings, which no kustomization of the tree uses, is optional: it is a
// finding, not a service.
//
// # What makes a dependency
//
//   - An environment variable, given or from a ConfigMap of the tree, that holds
//     the address of a Service: a URL, host:port, a name ending in .svc, or a bare
//     host where the variable's name ends in a word like HOST or ADDR. Every
//     version of the caller must hold it.
//   - A NetworkPolicy that lets the pods of one workload in to another. It says
//     what is allowed, which in a tree without such variables is the best known.
//
// VirtualServices and DestinationRules make no dependency: they say how a call is
// made, not who makes it. Secrets, commands and files inside images or volumes
// are not searched for addresses.
//
// # Namespaces
//
// An object without a namespace goes wherever kubectl puts it, so it matches any,
// but one that states its namespace is preferred. Where the addresses of the
// tree tell two such files apart (voyages.travel-portal, cars.travel-agency),
// the namespace is taken from them.
package manifest
