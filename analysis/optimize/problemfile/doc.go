// Package problemfile reads problems of redundancy allocation from YAML or JSON.
//
//	apiVersion: ninefold/v1
//	kind: RedundancyAllocation
//	resources:
//	  - {name: cost, limit: 130}
//	  - {name: weight, limit: 191}
//	subsystems:
//	  - name: gateway
//	    k: 1                      # so many must work
//	    max: 8
//	    mixed: true
//	    components:
//	      - {name: small, reliability: 0.9, uses: {cost: 1, weight: 3}}
//	      - {name: large, unreliability: 7e-2, uses: {cost: 1, weight: 4}}
//	  - name: store
//	    components: [{name: disk, reliability: 0.99, uses: {cost: 3}}]
//	tree: {series: [gateway, {parallel: [store, mirror]}]}
//
// Instead of tree there may be pathSets, lists of subsystems that together keep the
// system working; without either it works when all subsystems do. Without more the
// aim is the largest reliability. With minimize, the name of a resource, it is the
// least of that at a reliability, or an unreliability, which stands beside.
//
// A reliability is read as the decimal number it is: that of 0.999999999 leaves
// exactly 1e-9.
package problemfile
