// Takes its time (the payload {"seconds": 3}) and says so: for --follow, cancel and timeouts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func main() {
	request := struct {
		Seconds float64 `json:"seconds"`
	}{Seconds: 3}
	// No payload is fine: three seconds, then.
	_ = json.NewDecoder(os.Stdin).Decode(&request)

	deadline := time.Now().Add(time.Duration(request.Seconds * float64(time.Second)))
	step := 0
	for left := time.Until(deadline); left > 0; left = time.Until(deadline) {
		step++
		fmt.Fprintf(os.Stderr, "step %d, %.1f s to go\n", step, left.Seconds())
		time.Sleep(min(500*time.Millisecond, left))
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"slept": request.Seconds, "steps": step})
}
