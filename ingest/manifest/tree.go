package manifest

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An origin is which object something was read from.
type origin struct {
	at        place
	kind      string
	namespace string // empty: wherever kubectl puts it
	name      string
}

// String names the object and where it stands: Service cart at cart.yaml:3.
func (o origin) String() string { return fmt.Sprintf("%s %s at %s", o.kind, o.name, o.at) }

// A service is a Kubernetes Service.
type service struct {
	origin
	serviceSpec
}

// A policy is a NetworkPolicy.
type policy struct {
	origin
	policySpec
}

// A tree is all objects of a directory that matter.
type tree struct {
	objects      int // of any kind
	workloads    []*workload
	services     []*service
	configs      []*config
	scalers      []*object[scalerSpec]
	budgets      []*object[budgetSpec]
	policies     []*policy
	virtual      []*object[virtualServiceSpec]
	destinations []*object[destinationRuleSpec]
	entries      []*object[serviceEntrySpec]
	gateways     []*object[gatewaySpec]
	ingresses    []*object[ingressSpec]
	routes       []*object[routeSpec]
	optional     map[string]place // services and workloads by name that only an optional component brings
}

// An object is one of whose kind nothing but the spec matters.
type object[S any] struct {
	origin
	spec S
}

// A config is a ConfigMap.
type config struct {
	origin
	data map[string]text
}

// collect sorts the documents by kind. What cannot be decoded is a finding.
func (r *reader) collect() *tree {
	c := collector{reader: r, tree: &tree{optional: map[string]place{}}}
	c.layout = r.layout()
	for _, d := range r.docs {
		c.add(d.file, d.node, 0)
	}
	for file, ns := range c.tree.inferNamespaces() {
		r.findings.addf(InferredNamespace, ns, place{file: file}, "its objects state no namespace; taken for %s, as addresses in the tree have it", ns)
	}
	return c.tree
}

type collector struct {
	*reader
	tree   *tree
	layout layout
}

// maxListDepth is how deep Lists may hold Lists; kubectl itself makes one level.
const maxListDepth = 3

func (c *collector) add(file string, n *yaml.Node, depth int) {
	at := place{file, n.Line}
	var h header
	if err := n.Decode(&h); err != nil {
		c.broken(at, err)
		return
	}
	if h.Kind == "List" || h.Kind != "" && len(h.Items) > 0 && strings.HasSuffix(h.Kind, "List") {
		if depth == maxListDepth {
			c.findings.addf(NotParsed, "", at, "a List in more than %d Lists", maxListDepth)
			return
		}
		for i := range h.Items {
			c.add(file, &h.Items[i], depth+1)
		}
		return
	}
	o := origin{at, h.Kind, h.Metadata.Namespace, h.Metadata.Name}
	if o.namespace == "" {
		o.namespace = c.layout.namespace[file]
	}
	c.tree.objects++
	if err := c.decode(h, o, n); err != nil {
		c.broken(at, err)
	}
}

// broken reports an object whose fields have the wrong type.
func (c *collector) broken(at place, err error) {
	message := err.Error()
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok && len(wrong.Errors) > 0 {
		message = strings.Join(wrong.Errors[:min(len(wrong.Errors), 5)], "; ")
	}
	if !c.failed[at.file] {
		c.files.Read-- // it was, until now
	}
	c.failf(at, "%s", strings.TrimPrefix(message, "yaml: "))
}

// decode files the object under its kind. The group tells apart kinds of one name.
func (c *collector) decode(h header, o origin, n *yaml.Node) (err error) {
	t := c.tree
	switch h.Kind {
	case "Deployment", "StatefulSet", "DaemonSet", "Rollout":
		return c.workload(o, n)
	case "Pod", "ReplicaSet", "ReplicationController", "Job", "CronJob", "DeploymentConfig":
		c.findings.addf(NotModelled, o.name, o.at, "%s %s is not made a service", o.kind, o.name)
	case "Service":
		return c.service(o, n)
	case "ConfigMap":
		var body struct {
			Data map[string]text `yaml:"data"`
		}
		err = n.Decode(&body)
		t.configs = append(t.configs, &config{o, body.Data})
	case "HorizontalPodAutoscaler":
		t.scalers, err = appendSpec(t.scalers, o, n)
	case "PodDisruptionBudget":
		t.budgets, err = appendSpec(t.budgets, o, n)
	case "NetworkPolicy":
		var specs []*object[policySpec]
		if specs, err = appendSpec(specs, o, n); err == nil {
			t.policies = append(t.policies, &policy{o, specs[0].spec})
		}
	case "VirtualService":
		t.virtual, err = appendSpec(t.virtual, o, n)
	case "DestinationRule":
		t.destinations, err = appendSpec(t.destinations, o, n)
	case "ServiceEntry":
		t.entries, err = appendSpec(t.entries, o, n)
	case "Ingress":
		t.ingresses, err = appendSpec(t.ingresses, o, n)
	case "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute":
		t.routes, err = appendSpec(t.routes, o, n)
	case "Gateway":
		if strings.HasPrefix(h.APIVersion, "networking.istio.io/") { // the Gateway API's says nothing that its routes do not
			t.gateways, err = appendSpec(t.gateways, o, n)
		}
	default:
		c.unused[h.Kind]++
	}
	return err
}

func (c *collector) service(o origin, n *yaml.Node) error {
	specs, err := appendSpec[serviceSpec](nil, o, n)
	if err != nil {
		return err
	}
	if c.layout.optional[o.at.file] {
		if _, known := c.tree.optional[o.name]; !known {
			c.tree.optional[o.name] = o.at
		}
		return nil
	}
	c.tree.services = append(c.tree.services, &service{o, specs[0].spec})
	return nil
}

// appendSpec decodes the spec of the object n and appends it to list.
func appendSpec[S any](list []*object[S], o origin, n *yaml.Node) ([]*object[S], error) {
	var body struct {
		Spec S `yaml:"spec"`
	}
	if err := n.Decode(&body); err != nil {
		return list, err
	}
	return append(list, &object[S]{o, body.Spec}), nil
}
