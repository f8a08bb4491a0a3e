// Statistics of a text: the payload on stdin, JSON on stdout.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

var (
	word     = regexp.MustCompile(`\p{L}+(?:['’-]\p{L}+)*`)
	sentence = regexp.MustCompile(`[.!?]+(?:[\s”"')]|$)`)
)

type wordCount struct {
	Word  string `json:"word"`
	Count int    `json:"count"`
}

type statistics struct {
	Characters  int         `json:"characters"`
	Lines       int         `json:"lines"`
	Words       int         `json:"words"`
	Sentences   int         `json:"sentences"`
	LongestWord string      `json:"longest_word"`
	TopWords    []wordCount `json:"top_words"`
}

func main() {
	payload, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "reading the payload:", err)
		os.Exit(1)
	}
	text := string(payload)
	fmt.Fprintf(os.Stderr, "measuring %d bytes\n", len(payload))
	json.NewEncoder(os.Stdout).Encode(measure(text))
}

func measure(text string) statistics {
	words := word.FindAllString(strings.ToLower(text), -1)
	longest := ""
	counts := map[string]int{}
	for _, w := range words {
		counts[w]++
		if utf8.RuneCountInString(w) > utf8.RuneCountInString(longest) {
			longest = w
		}
	}
	return statistics{
		Characters:  utf8.RuneCountInString(text),
		Lines:       len(strings.Split(strings.TrimSuffix(text, "\n"), "\n")),
		Words:       len(words),
		Sentences:   len(sentence.FindAllString(text, -1)),
		LongestWord: longest,
		TopWords:    top(counts, 5),
	}
}

func top(counts map[string]int, n int) []wordCount {
	all := make([]wordCount, 0, len(counts))
	for w, count := range counts {
		all = append(all, wordCount{w, count})
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Count != all[j].Count {
			return all[i].Count > all[j].Count
		}
		return all[i].Word < all[j].Word
	})
	return all[:min(n, len(all))]
}
