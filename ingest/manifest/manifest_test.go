package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ninefold/ingest/manifest"
	"ninefold/models"
)

type dependency = models.Dependency

// discover reads files given as name, text, name, text.
func discover(t *testing.T, files ...string) manifest.Result {
	t.Helper()
	r, err := manifest.DiscoverFS(t.Context(), tree(files...), manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tree(files ...string) fstest.MapFS {
	dir := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		dir[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return dir
}

// app is a Deployment and its Service, with what else the pod's one container
// has, and what else the Deployment's spec has.
func app(name, container, spec string) string {
	return fmt.Sprintf(`---
apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]s}
spec:
  %[3]s
  template:
    metadata: {labels: {app: %[1]s}}
    spec:
      containers:
      - name: main
        image: %[1]s
        %[2]s
---
apiVersion: v1
kind: Service
metadata: {name: %[1]s}
spec: {selector: {app: %[1]s}}
`, name, container, spec)
}

func env(pairs ...string) string {
	var b strings.Builder
	b.WriteString("env:")
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "\n        - {name: %s, value: %q}", pairs[i], pairs[i+1])
	}
	return b.String()
}

func has(r manifest.Result, kind, text string) bool {
	return slices.ContainsFunc(r.Findings, func(f manifest.Finding) bool { return f.Kind == kind && strings.Contains(f.Message, text) })
}

func count(r manifest.Result, kind string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// TestAddressForms gives one caller each form of address in turn.
func TestAddressForms(t *testing.T) {
	tests := []struct {
		env, value string
		want       string // callees
		finding    string // kind, if any
	}{
		{"PAYMENT_URL", "http://cart:8080/path?x=y", "cart", ""},
		{"X", "cart:8080", "cart", ""},
		{"X", "CART:8080", "cart", ""},
		{"X", "cart.shop:8080", "cart", ""},
		{"X", "cart.shop.svc", "cart", ""},
		{"X", "cart.shop.svc.cluster.local.", "cart", ""},
		{"X", "dns:///cart:8080", "cart", ""},
		{"X", "mongodb://user:p@ss@db-0.db:27017,db-1.db:27017/x?y=z", "db", ""},
		{"X", "jdbc:postgresql://db:5432/x", "db", ""},
		{"LIST", "http://cart:1/a, http://db:2/b;other", "cart db", ""},
		{"CART_HOST", "cart", "cart", ""},
		{"cartHost", "cart", "cart", ""},
		{"cart.host", "cart", "cart", ""},
		{"CART_ADDR_2", "cart", "cart", ""},
		{"QUEUE_NAME", "cart", "", ""}, // a word that happens to be a Service
		{"CART_IMAGE", "cart:7", "", ""},
		{"TITLE", "cart", "", ""},
		{"PORTAL_NAME", "cart.uk", "", ""},
		{"X", "0.0.0.0:8080", "", ""},
		{"X", "localhost:8080", "", ""},
		{"X", ":8080", "", ""},
		{"X", "cart:", "", ""},
		{"X", "cart:99999", "", ""},
		{"X", "file:///cart", "", ""},
		{"JAVA_OPTS", "-Djava.security.egd=file:/dev/urandom", "", ""},
		{"CODES", "200,8;201,1", "", ""},
		{"X", "ledger:80", "", manifest.DanglingReference},
		{"X_HOST", "ledger", "", manifest.DanglingReference},
		{"X_SERVICE", "ledger", "", ""},
		{"X_SERVICE", "shop", "", manifest.SelfReference},
		{"X", "https://api.example.com", "", manifest.DanglingReference},
	}
	for _, tt := range tests {
		t.Run(tt.env+"="+tt.value, func(t *testing.T) {
			r := discover(t,
				"shop.yaml", app("shop", env(tt.env, tt.value), ""),
				"cart.yaml", app("cart", "", ""),
				"db.yaml", strings.Replace(app("db", "", ""), "Deployment", "StatefulSet", 1))
			var got []string
			for _, d := range r.Mesh.Dependencies {
				got = append(got, d.To)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("calls %v, want %q", got, tt.want)
			}
			for _, kind := range []string{manifest.DanglingReference, manifest.SelfReference} {
				if want := kind == tt.finding; (count(r, kind) > 0) != want {
					t.Errorf("%s reported: %v, want %v: %v", kind, !want, want, r.Findings)
				}
			}
		})
	}
}

func TestEnvFromConfigMaps(t *testing.T) {
	r := discover(t, "a.yaml", app("shop", `envFrom:
        - configMapRef: {name: all}
        env:
        - {name: HOST, value: db}
        - {name: DB, value: "$(HOST):5432"}
        - name: QUEUE
          valueFrom: {configMapKeyRef: {name: one, key: queue}}`, "")+app("cart", "", "")+app("db", "", "")+app("mq", "", "")+`---
apiVersion: v1
kind: ConfigMap
metadata: {name: all}
data:
  CART_URL: http://cart
---
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data: {queue: "amqp://mq:5672"}
`)
	if diff := cmp.Diff([]string{"shop>cart", "shop>db", "shop>mq"}, edges(r)); diff != "" {
		t.Error(diff)
	}
}

func TestNetworkPolicies(t *testing.T) {
	policy := func(name, target, from string) string {
		return fmt.Sprintf("---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s}\nspec:\n  podSelector: %s\n  ingress:\n  - from: %s\n", name, target, from)
	}
	pods := func(name string) string { return fmt.Sprintf("{matchLabels: {app: %s}}", name) }
	r := discover(t,
		"apps.yaml", app("shop", env("CART", "carts:80"), "")+app("carts", "", "")+app("db", "", "")+app("web", "", ""),
		"net.yaml", policy("known", pods("carts"), "[{podSelector: "+pods("shop")+"}]")+
			policy("misspelt", pods("cart"), "[{podSelector: "+pods("web")+"}]")+
			policy("nobody", pods("db"), "[{podSelector: "+pods("cortex")+"}]")+
			policy("for-all", "{}", "[{podSelector: "+pods("web")+"}]")+
			policy("from-all", pods("db"), "[{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}, {namespaceSelector: {}}]")+
			policy("expression", "{matchExpressions: [{key: app, operator: In, values: [db]}]}", "[{podSelector: "+pods("carts")+"}]"))
	want := []dependency{
		{From: "carts", To: "db", Kind: "hard", Evidence: []string{"network policy expression at net.yaml:42"}},
		{From: "shop", To: "carts", Kind: "hard", Evidence: []string{"env CART at apps.yaml:14", "network policy known at net.yaml:2"}},
		{From: "web", To: "carts", Kind: "hard", Evidence: []string{"network policy misspelt at net.yaml:10; selector app=cart matches no pod; read as carts"}},
	}
	got := r.Mesh.Dependencies
	if len(got) != 3 {
		t.Fatalf("%d edges, want 3: %v", len(got), edges(r))
	}
	for i := range want {
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			t.Errorf("edge %d (-want +got):\n%s", i, diff)
		}
	}
	if !has(r, manifest.DanglingReference, "cortex") || !has(r, manifest.DanglingReference, "carts is one letter away") {
		t.Errorf("dangling selectors are not reported: %v", r.Findings)
	}
}

func TestReplicas(t *testing.T) {
	r := discover(t, "a.yaml",
		app("unset", "", "")+app("three", "", "replicas: 3")+app("scaled", "", "replicas: 5")+app("off", "", "replicas: 0")+`---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h}
spec: {scaleTargetRef: {kind: Deployment, name: scaled}, minReplicas: 2, maxReplicas: 9}
---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: lost}
spec: {scaleTargetRef: {kind: Deployment, name: scale}, minReplicas: 2}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: two}
spec: {minAvailable: 2, selector: {matchLabels: {app: three}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: blocks}
spec: {minAvailable: 2, selector: {matchLabels: {app: scaled}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: half}
spec: {minAvailable: 50%, selector: {matchLabels: {app: unset}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: nobody}
spec: {minAvailable: 1, selector: {matchLabels: {app: ghost}}}
`)
	got := map[string][2]int{}
	for _, p := range r.Mesh.Placements {
		got[p.Service] = [2]int{p.Replicas, p.Required}
	}
	want := map[string][2]int{"unset": {1, 1}, "three": {3, 2}, "scaled": {2, 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("replicas and required (-want +got):\n%s", diff)
	}
	for kind, text := range map[string]string{
		manifest.DanglingReference: "HorizontalPodAutoscaler lost scales Deployment scale, which is not here; scaled is",
		manifest.BlocksEviction:    "PodDisruptionBudget blocks wants 2 of 2",
		manifest.Optional:          "off is scaled to 0",
		manifest.NoRedundancy:      "1 of 3 services run one replica: unset",
		manifest.NoSpread:          "3 replicas of three",
	} {
		if !has(r, kind, text) {
			t.Errorf("no finding %s %q: %v", kind, text, r.Findings)
		}
	}
	if !has(r, manifest.DanglingReference, "app=ghost") {
		t.Error("a budget for no pod is not reported")
	}
}

func TestSpread(t *testing.T) {
	r := discover(t, "a.yaml",
		strings.Replace(app("soft", "", "replicas: 2"), "      containers:", "      topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]\n      containers:", 1)+
			strings.Replace(app("hard", "", "replicas: 2"), "      containers:", "      topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]\n      containers:", 1)+
			strings.Replace(app("liked", "", "replicas: 2"), "      containers:", "      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}]}}\n      containers:", 1)+
			strings.Replace(app("apart", "", "replicas: 2"), "      containers:", "      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}\n      containers:", 1))
	if !has(r, manifest.SoftSpread, "soft may run in one place") || !has(r, manifest.SoftSpread, "liked may run in one place") || count(r, manifest.SoftSpread) != 2 || count(r, manifest.NoSpread) != 0 {
		t.Errorf("spread: %v", r.Findings)
	}
}

const traffic = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  hosts: [cart]
  http: [{route: [{destination: {host: cart}}], timeout: 3s, retries: {attempts: 2}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart}
spec:
  host: cart.shop.svc.cluster.local
  trafficPolicy:
    loadBalancer: {localityLbSetting: {enabled: true, failover: [{from: a, to: b}]}}
`

func TestTraffic(t *testing.T) {
	apps := app("shop", env("CART", "cart:80"), "") + app("cart", "", "")
	t.Run("failover without outlier detection", func(t *testing.T) {
		r := discover(t, "a.yaml", apps+traffic)
		d := r.Mesh.Dependencies[0]
		want := models.CallPolicy{Retries: 2, Timeout: models.Duration(3 * time.Second)}
		if d.Policy != want || d.Failover == nil || d.Failover.OutlierDetection || !has(r, manifest.InertFailover, "does nothing") {
			t.Errorf("got %+v %+v, findings %v", d, d.Failover, r.Findings)
		}
	})
	t.Run("failover with outlier detection", func(t *testing.T) {
		r := discover(t, "a.yaml", apps+traffic+"    outlierDetection: {interval: 1s}\n")
		if f := r.Mesh.Dependencies[0].Failover; f == nil || !f.OutlierDetection || f.Source != "DestinationRule cart at a.yaml:46" || count(r, manifest.InertFailover) != 0 {
			t.Errorf("failover %+v, findings %v", f, r.Findings)
		}
	})
	t.Run("variants that disagree", func(t *testing.T) {
		r := discover(t, "a.yaml", apps+traffic, "b.yaml", strings.Replace(traffic, "3s", "4s", 1))
		if p := r.Mesh.Dependencies[0].Policy; p != (models.CallPolicy{}) || !has(r, manifest.Conflict, "different timeouts") {
			t.Errorf("policy %+v, findings %v", p, r.Findings)
		}
	})
	t.Run("rules are no calls", func(t *testing.T) {
		r := discover(t, "a.yaml", app("cart", "", "")+app("shop", "", "")+traffic)
		if len(r.Mesh.Dependencies) != 0 {
			t.Errorf("edges %v", edges(r))
		}
	})
}

func TestEntries(t *testing.T) {
	r := discover(t, "a.yaml", app("a", "", "")+app("b", "", "")+app("c", "", "")+app("d", "", "")+app("inside", "", "")+`---
apiVersion: v1
kind: Service
metadata: {name: a-out}
spec: {type: NodePort, selector: {app: a}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {rules: [{http: {paths: [{backend: {service: {name: b}}}]}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: c}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: mesh}
spec: {parentRefs: [{kind: Service, name: inside}], rules: [{backendRefs: [{name: inside}]}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: out}
spec: {selector: {istio: egressgateway}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: in}
spec: {gateways: [ns/front], http: [{route: [{destination: {host: d}}]}, {match: [{gateways: [mesh]}], route: [{destination: {host: inside}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: leaving}
spec: {gateways: [out], http: [{route: [{destination: {host: inside}}]}]}
`)
	var got []string
	for _, j := range r.Mesh.Journeys {
		got = append(got, j.ID)
		if len(j.Evidence) != 1 || len(j.Entries) != 1 || j.Target != 0 {
			t.Errorf("journey %+v", j)
		}
	}
	if strings.Join(got, " ") != "a b c d" {
		t.Errorf("journeys into %v, want a b c d", got)
	}
}

func TestExternalServices(t *testing.T) {
	r := discover(t, "a.yaml", app("shop", env("CARD_URL", "https://api.card.example", "BANK", "bank:443"), "")+`---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: card}
spec: {hosts: ["*.card.example", idle.example]}
---
apiVersion: v1
kind: Service
metadata: {name: bank}
spec: {type: ExternalName, externalName: bank.example}
`)
	if diff := cmp.Diff([]string{"shop>api-card-example", "shop>bank-example"}, edges(r)); diff != "" {
		t.Error(diff)
	}
	if s := r.Mesh.Services[0]; s.ID != "api-card-example" || s.Kind != models.ServiceExternal || s.Records[0] != "api.card.example" {
		t.Errorf("service %+v", s)
	}
	if !has(r, manifest.UnusedExternal, "idle.example") || count(r, manifest.UnusedExternal) != 1 {
		t.Errorf("findings %v", r.Findings)
	}
}

func TestKinds(t *testing.T) {
	claims := "volumeClaimTemplates: [{metadata: {name: data}}]"
	tests := []struct{ image, spec, want string }{
		{"bitnami/postgresql-ha:15@sha256:0", "", models.ServiceDatabase},
		{"registry:5000/redis", "", models.ServiceCache},
		{"docker.io/library/rabbitmq:3-management", "", models.ServiceQueue},
		{"oliver006/redis_exporter", "", models.ServiceMicroservice},
		{"shop/orders-db", "", models.ServiceMicroservice}, // its name proves nothing
		{"shop/ledger", claims, models.ServiceDatabase},
	}
	for _, tt := range tests {
		text := strings.Replace(app("x", "", tt.spec), "image: x", "image: "+tt.image, 1)
		r := discover(t, "a.yaml", strings.Replace(text, "Deployment", "StatefulSet", 1))
		if got := r.Mesh.Services[0].Kind; got != tt.want {
			t.Errorf("%s is %s, want %s", tt.image, got, tt.want)
		}
	}
}

func TestDuplicates(t *testing.T) {
	r := discover(t, "a.yaml", app("shop", env("CART", "cart:80"), "replicas: 3")+app("cart", "", ""), "b.yaml", app("shop", env("CART", "cart:80"), "replicas: 2"))
	if len(r.Mesh.Services) != 2 || len(r.Mesh.Dependencies) != 1 || len(r.Mesh.Dependencies[0].Evidence) != 2 {
		t.Errorf("%d services, edges %v", len(r.Mesh.Services), r.Mesh.Dependencies)
	}
	if p := r.Mesh.Placements[1]; p.Service != "shop" || p.Replicas != 2 || !has(r, manifest.Conflict, "2 replicas here and 3") {
		t.Errorf("placement %+v, findings %v", p, r.Findings)
	}
}

func TestNamespaces(t *testing.T) {
	in := func(ns, text string) string {
		return strings.ReplaceAll(text, "metadata: {name:", "metadata: {namespace: "+ns+", name:")
	}
	r := discover(t,
		"a.yaml", in("one", app("shop", env("CART", "cart:80"), "")+app("cart", "", "")),
		"b.yaml", in("two", app("shop", env("CART", "cart.one:80"), "")+app("cart", "", "")))
	if diff := cmp.Diff([]string{"one-shop>one-cart", "two-shop>one-cart"}, edges(r)); diff != "" {
		t.Error(diff)
	}
}

func TestKustomize(t *testing.T) {
	r := discover(t,
		"base/kustomization.yaml", "kind: Kustomization\nnamespace: shop\nresources: [shop.yaml]\n",
		"base/shop.yaml", app("shop", env("EXTRA", "extra:80"), ""),
		"overlay/kustomization.yaml", "kind: Kustomization\nresources: [../base]\npatches: [{path: scale.yaml}]\n",
		"overlay/scale.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {replicas: 9}\n",
		"extra/kustomization.yaml", "kind: Component\nresources: [extra.yaml]\n",
		"extra/extra.yaml", app("extra", "", ""))
	if len(r.Mesh.Services) != 1 || r.Mesh.Placements[0].Replicas != 1 || len(r.Mesh.Dependencies) != 0 || !has(r, manifest.Optional, "extra") {
		t.Errorf("services %+v, findings %v", r.Mesh.Services, r.Findings)
	}
	want := manifest.Files{Read: 2, Skipped: 4}
	if r.Files != want {
		t.Errorf("files %+v, want %+v: %v", r.Files, want, r.Skipped)
	}
}
