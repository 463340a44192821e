module belay.test/map

go 1.18
