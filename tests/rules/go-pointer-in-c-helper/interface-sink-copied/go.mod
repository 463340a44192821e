module example.com/interface-sink-copied

go 1.22
