// Package bank has accounts that one goroutine owns.
package bank

type request struct {
	account string
	amount  int
	total   chan<- int
}

type Bank struct {
	requests chan request
	accounts map[string]int
}

func Open() *Bank {
	b := &Bank{make(chan request), make(map[string]int)}
	go b.loop()
	return b
}

func (b *Bank) loop() {
	for r := range b.requests {
		if r.total != nil {
			sum := 0
			for _, v := range b.accounts {
				sum += v
			}
			r.total <- sum
			continue
		}
		b.accounts[r.account] += r.amount
	}
}

func (b *Bank) Deposit(account string, amount int) {
	b.requests <- request{account: account, amount: amount}
}

// Total is what all accounts have.
func (b *Bank) Total() int {
	total := make(chan int)
	b.requests <- request{total: total}
	return <-total
}

func (b *Bank) Close() { close(b.requests) }
