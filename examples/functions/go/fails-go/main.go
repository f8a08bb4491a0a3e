// Panics: the exit code and what Go prints reach the caller.
package main

import "fmt"

func main() {
	fmt.Println(unitPrice("coffee"))
}

func unitPrice(item string) int {
	prices := map[string]int{"tea": 3}
	price, found := prices[item]
	if !found {
		panic(fmt.Sprintf("no price for '%s'", item))
	}
	return price
}
