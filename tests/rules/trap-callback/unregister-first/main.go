// bus_unlisten takes the listener out of the C table before it frees it, and Go took it out of the map before that.
package main

/*
#include "bus.h"
*/
import "C"

import "fmt"

type listeners map[int]*C.struct_listener

func (ls listeners) listen(topic int) error {
	if _, dup := ls[topic]; dup {
		return nil
	}
	l := C.bus_listen(C.int(topic), (*C.bus_fn)(C.bus_count))
	if l == nil {
		return fmt.Errorf("bus: cannot listen to %d", topic)
	}
	ls[topic] = l
	return nil
}

func (ls listeners) unlisten(topic int) (calls int) {
	l, ok := ls[topic]
	if !ok {
		return 0
	}
	calls = int(l.calls)
	delete(ls, topic)
	C.bus_unlisten(l)
	return calls
}

func main() {
	ls := make(listeners)
	for topic := 0; topic < 3; topic++ {
		if err := ls.listen(topic); err != nil {
			fmt.Println(err)
			return
		}
	}
	C.bus_publish(1)
	C.bus_publish(1)
	for topic := 0; topic < 4; topic++ {
		fmt.Println(ls.unlisten(topic))
	}
	fmt.Println(C.bus_publish(1))
}
