package manifest

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// These types hold what is read of an object; all else in it is ignored. They are
// narrow on purpose: a misspelt field elsewhere is for kubectl to find, and
// upstream's types do not know the line a value stands on.

// text is a scalar and its line. It is zero where the field is absent or null.
type text struct {
	Value string
	Line  int
}

func (t *text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: want a text", n.Line)}}
	}
	*t = text{n.Value, n.Line}
	return nil
}

// count is a whole number ≥ 0 and its line.
type count struct {
	N    int
	Line int
}

// maxCount is far above what a cluster can run of one workload.
const maxCount = 100_000

func (c *count) UnmarshalYAML(n *yaml.Node) error {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 0 || v > maxCount {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q is not a whole number in [0, %d]", n.Line, n.Value, maxCount)}}
	}
	*c = count{v, n.Line}
	return nil
}

// A header is what all objects have.
type header struct {
	APIVersion string      `yaml:"apiVersion"`
	Kind       string      `yaml:"kind"`
	Metadata   metadata    `yaml:"metadata"`
	Items      []yaml.Node `yaml:"items"` // of a List
}

type metadata struct {
	Name      string `yaml:"name"`
	Namespace string `yaml:"namespace"`
}

type workloadSpec struct {
	Replicas *count `yaml:"replicas"`
	Template struct {
		Metadata struct {
			Labels map[string]string `yaml:"labels"`
		} `yaml:"metadata"`
		Spec podSpec `yaml:"spec"`
	} `yaml:"template"`
	VolumeClaimTemplates []yaml.Node `yaml:"volumeClaimTemplates"`
}

type podSpec struct {
	InitContainers []container `yaml:"initContainers"`
	Containers     []container `yaml:"containers"`
	Spread         []struct {
		TopologyKey       string `yaml:"topologyKey"`
		WhenUnsatisfiable string `yaml:"whenUnsatisfiable"`
	} `yaml:"topologySpreadConstraints"`
	Affinity struct {
		PodAntiAffinity struct {
			Required  []yaml.Node `yaml:"requiredDuringSchedulingIgnoredDuringExecution"`
			Preferred []yaml.Node `yaml:"preferredDuringSchedulingIgnoredDuringExecution"`
		} `yaml:"podAntiAffinity"`
	} `yaml:"affinity"`
}

type container struct {
	Image   string    `yaml:"image"`
	Env     []envVar  `yaml:"env"`
	EnvFrom []envFrom `yaml:"envFrom"`
}

type envVar struct {
	Name      text `yaml:"name"`
	Value     text `yaml:"value"`
	ValueFrom struct {
		ConfigMap struct {
			Name string `yaml:"name"`
			Key  string `yaml:"key"`
		} `yaml:"configMapKeyRef"`
	} `yaml:"valueFrom"`
}

type envFrom struct {
	Prefix    string `yaml:"prefix"`
	ConfigMap struct {
		Name string `yaml:"name"`
	} `yaml:"configMapRef"`
}

type serviceSpec struct {
	Type         string            `yaml:"type"`
	Selector     map[string]string `yaml:"selector"`
	ExternalName string            `yaml:"externalName"`
}

type scalerSpec struct {
	Target struct {
		Kind string `yaml:"kind"`
		Name string `yaml:"name"`
	} `yaml:"scaleTargetRef"`
	MinReplicas *count `yaml:"minReplicas"`
}

type budgetSpec struct {
	Selector     selector `yaml:"selector"`
	MinAvailable text     `yaml:"minAvailable"`
}

type policySpec struct {
	PodSelector selector `yaml:"podSelector"`
	PolicyTypes []string `yaml:"policyTypes"`
	Ingress     []struct {
		From []struct {
			PodSelector       *selector  `yaml:"podSelector"`
			NamespaceSelector *yaml.Node `yaml:"namespaceSelector"`
		} `yaml:"from"`
	} `yaml:"ingress"`
}

type virtualServiceSpec struct {
	Gateways []string `yaml:"gateways"`
	HTTP     []route  `yaml:"http"`
	TCP      []route  `yaml:"tcp"`
	TLS      []route  `yaml:"tls"`
}

type route struct {
	Match []struct {
		Gateways []string `yaml:"gateways"`
	} `yaml:"match"`
	Route []struct {
		Destination struct {
			Host text `yaml:"host"`
		} `yaml:"destination"`
	} `yaml:"route"`
	Timeout text `yaml:"timeout"`
	Retries struct {
		Attempts int `yaml:"attempts"`
	} `yaml:"retries"`
}

type destinationRuleSpec struct {
	Host          text `yaml:"host"`
	TrafficPolicy struct {
		OutlierDetection *yaml.Node `yaml:"outlierDetection"`
		LoadBalancer     struct {
			Locality *struct {
				Enabled          *bool       `yaml:"enabled"`
				Failover         []yaml.Node `yaml:"failover"`
				FailoverPriority []string    `yaml:"failoverPriority"`
			} `yaml:"localityLbSetting"`
		} `yaml:"loadBalancer"`
	} `yaml:"trafficPolicy"`
}

type serviceEntrySpec struct {
	Hosts []text `yaml:"hosts"`
}

type gatewaySpec struct {
	Selector map[string]string `yaml:"selector"`
}

type ingressSpec struct {
	DefaultBackend backend `yaml:"defaultBackend"`
	Backend        backend `yaml:"backend"` // until networking.k8s.io/v1
	Rules          []struct {
		HTTP struct {
			Paths []struct {
				Backend backend `yaml:"backend"`
			} `yaml:"paths"`
		} `yaml:"http"`
	} `yaml:"rules"`
}

type backend struct {
	Service struct {
		Name text `yaml:"name"`
	} `yaml:"service"`
	ServiceName text `yaml:"serviceName"` // until networking.k8s.io/v1
}

type routeSpec struct {
	ParentRefs []parentRef `yaml:"parentRefs"`
	Rules      []struct {
		BackendRefs []struct {
			Name      text   `yaml:"name"`
			Namespace string `yaml:"namespace"`
		} `yaml:"backendRefs"`
	} `yaml:"rules"`
}

type parentRef struct {
	Kind string `yaml:"kind"`
}
