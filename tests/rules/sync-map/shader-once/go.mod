module example.com/shader-once

go 1.22
