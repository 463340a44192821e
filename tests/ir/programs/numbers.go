package main

import (
	"fmt"
	"math"
	"math/bits"
	"unsafe"
)

// Arithmetic that wraps, shifts, conversions, floats and complex numbers.

var (
	i8  int8    = 127
	u8  uint8   = 200
	i16 int16   = -32768
	u32 uint32  = 1 << 31
	i64 int64   = math.MinInt64
	u64 uint64  = math.MaxUint64
	f32 float32 = 16777217
	f64         = 1e300
	s   uint    = 70
	neg         = -1
)

type bitset uint16

func (b bitset) has(i uint) bool { return b>>i&1 == 1 }

func main() {
	fmt.Println(i8+1, u8+100, i16-1, -i16, u32*2, i64-1, -i64, u64+1)
	fmt.Println(i64/int64(neg), i64%int64(neg), -7/2, -7%2, 7&^5, ^5, u8^0xff)
	fmt.Println(1<<s == 0, i8>>s, int8(-5)>>1, uint8(251)>>1, u32<<1, i16>>20)
	fmt.Println(int8(u8), uint8(i16), uint64(i8), int32(u64>>33), uint16(u32>>15))
	fmt.Println(f32, float32(f64), f64*f64, int64(f32), uint8(int(f32)), float64(u64))
	fmt.Println(math.NaN() == math.NaN(), math.Inf(1) > f64, 1/math.Inf(-1), math.Copysign(0, -1))
	c := complex(1, 2)
	fmt.Println(c*c, c/complex(0, 1), real(c), imag(c), -c, c == complex(1, 2), complex64(c))
	fmt.Println(bitset(0x11).has(4), bitset(0x11).has(1))
	fmt.Println(bits.OnesCount(255), bits.LeadingZeros64(1), bits.Reverse8(1), bits.Len(1023))
	hi, lo := bits.Mul64(u64, u64)
	fmt.Println(hi, lo)
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Pow(2, 0.5), math.Sin(1), math.Log(10), math.Exp(1))
	fmt.Println(string(rune(0x4e16)), string([]rune{65, 0x1F600, -1}), []byte("é"), []rune("é\xff"))
	const big = 1 << 100
	fmt.Println(big>>98, float64(big), 'a'+1, 07, 0b101, 0x1p-2, 1_000)
	var x uintptr = uintptr(unsafe.Pointer(&i8))
	fmt.Println(*(*int8)(unsafe.Pointer(x)), unsafe.Sizeof(c), unsafe.String(unsafe.StringData("abc"), 2))
	type t struct {
		a byte
		b int32
		c byte
		d int64
	}
	var v t
	*(*int32)(unsafe.Add(unsafe.Pointer(&v), unsafe.Offsetof(v.b))) = 42
	fmt.Println(v, unsafe.Sizeof(v), unsafe.Alignof(v.d))
	arr := [4]uint16{1, 2, 3, 4}
	fmt.Println(unsafe.Slice(&arr[1], 2), *(*uint32)(unsafe.Pointer(&arr)))
	var acc uint32 = 2166136261
	for _, b := range []byte("hash me") {
		acc = (acc ^ uint32(b)) * 16777619
	}
	fmt.Println(acc)
	fmt.Printf("%.3f %e %g %08b %o %x %X %+d %U %c %q\n", math.Pi, 12345.678, 1e21, 5, 64, "hi", 255, 5, 0x1F600, 'x', 'y')
}
