module belay.test/bench/parse

go 1.21
