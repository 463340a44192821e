package main

func main() {
	c := make(chan bool)
	go func() {
		defer close(c)
		panic(struct{ error }{nil} == struct{ error }{})
	}()
	<-c
	select {}
}
