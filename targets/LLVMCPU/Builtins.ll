;===- Builtins.ll - Functions that generated code may call ---------------===;
;
; Each has the name and the meaning that LLVM expects of it. Linked only when
; referenced; the linker then drops those that are not.
;
;===----------------------------------------------------------------------===;

;===--- Memory -----------------------------------------------------------===;
;
; Up to 64 bytes, all loads come before all stores, in two blocks that may
; overlap: this serves memmove too. Beyond that, blocks of 64 bytes, the odd one
; loaded before the loop could overwrite it.

define ptr @memcpy(ptr noalias %to, ptr noalias %from, i64 %size) {
  %end = call ptr @memmove(ptr %to, ptr %from, i64 %size)
  ret ptr %to
}

define ptr @memmove(ptr %to, ptr %from, i64 %size) {
entry:
  %atleast64 = icmp uge i64 %size, 64
  br i1 %atleast64, label %big, label %below64
below64:
  %atleast32 = icmp uge i64 %size, 32
  br i1 %atleast32, label %move32, label %below32
below32:
  %atleast16 = icmp uge i64 %size, 16
  br i1 %atleast16, label %move16, label %below16
below16:
  %atleast8 = icmp uge i64 %size, 8
  br i1 %atleast8, label %move8, label %below8
below8:
  %atleast4 = icmp uge i64 %size, 4
  br i1 %atleast4, label %move4, label %below4
below4:
  %atleast2 = icmp uge i64 %size, 2
  br i1 %atleast2, label %move2, label %below2
below2:
  %one = icmp eq i64 %size, 1
  br i1 %one, label %move1, label %done

move32:
  %last32 = sub i64 %size, 32
  %from32 = getelementptr i8, ptr %from, i64 %last32
  %to32 = getelementptr i8, ptr %to, i64 %last32
  %a32 = load <32 x i8>, ptr %from, align 1
  %b32 = load <32 x i8>, ptr %from32, align 1
  store <32 x i8> %a32, ptr %to, align 1
  store <32 x i8> %b32, ptr %to32, align 1
  ret ptr %to
move16:
  %last16 = sub i64 %size, 16
  %from16 = getelementptr i8, ptr %from, i64 %last16
  %to16 = getelementptr i8, ptr %to, i64 %last16
  %a16 = load <16 x i8>, ptr %from, align 1
  %b16 = load <16 x i8>, ptr %from16, align 1
  store <16 x i8> %a16, ptr %to, align 1
  store <16 x i8> %b16, ptr %to16, align 1
  ret ptr %to
move8:
  %last8 = sub i64 %size, 8
  %from8 = getelementptr i8, ptr %from, i64 %last8
  %to8 = getelementptr i8, ptr %to, i64 %last8
  %a8 = load i64, ptr %from, align 1
  %b8 = load i64, ptr %from8, align 1
  store i64 %a8, ptr %to, align 1
  store i64 %b8, ptr %to8, align 1
  ret ptr %to
move4:
  %last4 = sub i64 %size, 4
  %from4 = getelementptr i8, ptr %from, i64 %last4
  %to4 = getelementptr i8, ptr %to, i64 %last4
  %a4 = load i32, ptr %from, align 1
  %b4 = load i32, ptr %from4, align 1
  store i32 %a4, ptr %to, align 1
  store i32 %b4, ptr %to4, align 1
  ret ptr %to
move2:
  %last2 = sub i64 %size, 2
  %from2 = getelementptr i8, ptr %from, i64 %last2
  %to2 = getelementptr i8, ptr %to, i64 %last2
  %a2 = load i16, ptr %from, align 1
  %b2 = load i16, ptr %from2, align 1
  store i16 %a2, ptr %to, align 1
  store i16 %b2, ptr %to2, align 1
  ret ptr %to
move1:
  %a1 = load i8, ptr %from, align 1
  store i8 %a1, ptr %to, align 1
  ret ptr %to
done:
  ret ptr %to

big:
  %last = sub i64 %size, 64
  %fromint = ptrtoint ptr %from to i64
  %toint = ptrtoint ptr %to to i64
  %distance = sub i64 %toint, %fromint
  %isforward = icmp uge i64 %distance, %size
  br i1 %isforward, label %forward, label %backward

forward:
  %fromtail = getelementptr i8, ptr %from, i64 %last
  %tail = load <64 x i8>, ptr %fromtail, align 1
  br label %up
up:
  %i = phi i64 [ 0, %forward ], [ %inext, %up ]
  %fromi = getelementptr i8, ptr %from, i64 %i
  %toi = getelementptr i8, ptr %to, i64 %i
  %upblock = load <64 x i8>, ptr %fromi, align 1
  store <64 x i8> %upblock, ptr %toi, align 1
  %inext = add i64 %i, 64
  %upmore = icmp ult i64 %inext, %last
  br i1 %upmore, label %up, label %upend
upend:
  %totail = getelementptr i8, ptr %to, i64 %last
  store <64 x i8> %tail, ptr %totail, align 1
  ret ptr %to

backward:
  %head = load <64 x i8>, ptr %from, align 1
  br label %down
down:
  %j = phi i64 [ %last, %backward ], [ %jnext, %down ]
  %fromj = getelementptr i8, ptr %from, i64 %j
  %toj = getelementptr i8, ptr %to, i64 %j
  %downblock = load <64 x i8>, ptr %fromj, align 1
  store <64 x i8> %downblock, ptr %toj, align 1
  %jnext = sub i64 %j, 64
  %downmore = icmp sgt i64 %jnext, 0
  br i1 %downmore, label %down, label %downend
downend:
  store <64 x i8> %head, ptr %to, align 1
  ret ptr %to
}

define ptr @memset(ptr %to, i32 %value, i64 %size) {
entry:
  %byte = trunc i32 %value to i8
  %first = insertelement <64 x i8> poison, i8 %byte, i64 0
  %block = shufflevector <64 x i8> %first, <64 x i8> poison, <64 x i32> zeroinitializer
  %atleast64 = icmp uge i64 %size, 64
  br i1 %atleast64, label %big, label %small

big:
  %last = sub i64 %size, 64
  br label %up
up:
  %i = phi i64 [ 0, %big ], [ %inext, %up ]
  %toi = getelementptr i8, ptr %to, i64 %i
  store <64 x i8> %block, ptr %toi, align 1
  %inext = add i64 %i, 64
  %more = icmp ult i64 %inext, %last
  br i1 %more, label %up, label %tail
tail:
  %totail = getelementptr i8, ptr %to, i64 %last
  store <64 x i8> %block, ptr %totail, align 1
  ret ptr %to

small:
  %atleast16 = icmp uge i64 %size, 16
  br i1 %atleast16, label %set16, label %bytes
set16:
  %block16 = shufflevector <64 x i8> %block, <64 x i8> poison, <16 x i32> zeroinitializer
  %last16 = sub i64 %size, 16
  br label %up16
up16:
  %k = phi i64 [ 0, %set16 ], [ %knext, %up16 ]
  %tok = getelementptr i8, ptr %to, i64 %k
  store <16 x i8> %block16, ptr %tok, align 1
  %knext = add i64 %k, 16
  %more16 = icmp ult i64 %knext, %last16
  br i1 %more16, label %up16, label %tail16
tail16:
  %totail16 = getelementptr i8, ptr %to, i64 %last16
  store <16 x i8> %block16, ptr %totail16, align 1
  ret ptr %to

bytes:
  %any = icmp ne i64 %size, 0
  br i1 %any, label %upbyte, label %done
upbyte:
  %b = phi i64 [ 0, %bytes ], [ %bnext, %upbyte ]
  %tob = getelementptr i8, ptr %to, i64 %b
  store i8 %byte, ptr %tob, align 1
  %bnext = add i64 %b, 1
  %morebytes = icmp ult i64 %bnext, %size
  br i1 %morebytes, label %upbyte, label %done
done:
  ret ptr %to
}

;===--- Rounding ---------------------------------------------------------===;
;
; Beyond 2^23 (2^52 in double) every number is integral; below, the conversion
; to an integer truncates. The sign survives: floor(-0.0) is -0.0.

declare float @llvm.fabs.f32(float)
declare double @llvm.fabs.f64(double)
declare float @llvm.copysign.f32(float, float)
declare double @llvm.copysign.f64(double, double)

define float @truncf(float %x) {
  %size = call float @llvm.fabs.f32(float %x)
  %hasfraction = fcmp olt float %size, 8388608.0
  br i1 %hasfraction, label %cut, label %done
cut:
  %integer = fptosi float %x to i32
  %whole = sitofp i32 %integer to float
  %result = call float @llvm.copysign.f32(float %whole, float %x)
  ret float %result
done:
  ret float %x
}

define float @floorf(float %x) {
  %whole = call float @truncf(float %x)
  %isabove = fcmp ogt float %whole, %x
  %below = fsub float %whole, 1.0
  %result = select i1 %isabove, float %below, float %whole
  ret float %result
}

define float @ceilf(float %x) {
  %whole = call float @truncf(float %x)
  %isbelow = fcmp olt float %whole, %x
  %above = fadd float %whole, 1.0
  %rounded = select i1 %isbelow, float %above, float %whole
  %result = call float @llvm.copysign.f32(float %rounded, float %x)
  ret float %result
}

define float @roundf(float %x) {
  %whole = call float @truncf(float %x)
  %fraction = fsub float %x, %whole
  %size = call float @llvm.fabs.f32(float %fraction)
  %isaway = fcmp oge float %size, 0.5
  %one = call float @llvm.copysign.f32(float 1.0, float %x)
  %away = fadd float %whole, %one
  %result = select i1 %isaway, float %away, float %whole
  ret float %result
}

; Adding 2^23 leaves no bit for a fraction: the addition rounds to even.
define float @roundevenf(float %x) {
  %size = call float @llvm.fabs.f32(float %x)
  %hasfraction = fcmp olt float %size, 8388608.0
  br i1 %hasfraction, label %round, label %done
round:
  %shifted = fadd float %size, 8388608.0
  %whole = fsub float %shifted, 8388608.0
  %result = call float @llvm.copysign.f32(float %whole, float %x)
  ret float %result
done:
  ret float %x
}

define float @rintf(float %x) {
  %result = call float @roundevenf(float %x)
  ret float %result
}

define float @nearbyintf(float %x) {
  %result = call float @roundevenf(float %x)
  ret float %result
}

define double @trunc(double %x) {
  %size = call double @llvm.fabs.f64(double %x)
  %hasfraction = fcmp olt double %size, 4503599627370496.0
  br i1 %hasfraction, label %cut, label %done
cut:
  %integer = fptosi double %x to i64
  %whole = sitofp i64 %integer to double
  %result = call double @llvm.copysign.f64(double %whole, double %x)
  ret double %result
done:
  ret double %x
}

define double @floor(double %x) {
  %whole = call double @trunc(double %x)
  %isabove = fcmp ogt double %whole, %x
  %below = fsub double %whole, 1.0
  %result = select i1 %isabove, double %below, double %whole
  ret double %result
}

define double @ceil(double %x) {
  %whole = call double @trunc(double %x)
  %isbelow = fcmp olt double %whole, %x
  %above = fadd double %whole, 1.0
  %rounded = select i1 %isbelow, double %above, double %whole
  %result = call double @llvm.copysign.f64(double %rounded, double %x)
  ret double %result
}

define double @round(double %x) {
  %whole = call double @trunc(double %x)
  %fraction = fsub double %x, %whole
  %size = call double @llvm.fabs.f64(double %fraction)
  %isaway = fcmp oge double %size, 0.5
  %one = call double @llvm.copysign.f64(double 1.0, double %x)
  %away = fadd double %whole, %one
  %result = select i1 %isaway, double %away, double %whole
  ret double %result
}

define double @roundeven(double %x) {
  %size = call double @llvm.fabs.f64(double %x)
  %hasfraction = fcmp olt double %size, 4503599627370496.0
  br i1 %hasfraction, label %round, label %done
round:
  %shifted = fadd double %size, 4503599627370496.0
  %whole = fsub double %shifted, 4503599627370496.0
  %result = call double @llvm.copysign.f64(double %whole, double %x)
  ret double %result
done:
  ret double %x
}

define double @rint(double %x) {
  %result = call double @roundeven(double %x)
  ret double %result
}

define double @nearbyint(double %x) {
  %result = call double @roundeven(double %x)
  ret double %result
}

;===--- Multiply-add with one rounding -----------------------------------===;
;
; The product of two floats is exact in double. The sum is then rounded to odd:
; its last bit tells that something was cut off, so that rounding to float does
; not round twice.

define float @fmaf(float %x, float %y, float %z) {
  %xd = fpext float %x to double
  %yd = fpext float %y to double
  %zd = fpext float %z to double
  %product = fmul double %xd, %yd
  %sum = fadd double %product, %zd
  %zpart = fsub double %sum, %product
  %productpart = fsub double %sum, %zpart
  %zerror = fsub double %zd, %zpart
  %producterror = fsub double %product, %productpart
  %error = fadd double %producterror, %zerror
  %isinexact = fcmp one double %error, 0.0
  %bits = bitcast double %sum to i64
  %lastbit = and i64 %bits, 1
  %iseven = icmp eq i64 %lastbit, 0
  %adjust = and i1 %isinexact, %iseven
  br i1 %adjust, label %odd, label %done
odd:
  %errorpositive = fcmp ogt double %error, 0.0
  %sumpositive = fcmp ogt double %sum, 0.0
  %isaway = icmp eq i1 %errorpositive, %sumpositive
  %step = select i1 %isaway, i64 1, i64 -1
  %oddbits = add i64 %bits, %step
  %oddsum = bitcast i64 %oddbits to double
  %oddresult = fptrunc double %oddsum to float
  ret float %oddresult
done:
  %result = fptrunc double %sum to float
  ret float %result
}

;===--- Remainder --------------------------------------------------------===;
;
; Division in binary, bit by bit and exact: mantissas are integers of 53 bits, and what
; is left of the dividend is doubled until its exponent is the divisor's.

declare i64 @llvm.ctlz.i64(i64, i1)

define double @fmod(double %x, double %y) {
  %xbits = bitcast double %x to i64
  %ybits = bitcast double %y to i64
  %sign = and i64 %xbits, -9223372036854775808
  %xsize = and i64 %xbits, 9223372036854775807
  %ysize = and i64 %ybits, 9223372036854775807
  %xfinite = icmp ult i64 %xsize, 9218868437227405312
  %ynumber = icmp ule i64 %ysize, 9218868437227405312
  %ynonzero = icmp ne i64 %ysize, 0
  %numbers = and i1 %xfinite, %ynumber
  %exists = and i1 %numbers, %ynonzero
  br i1 %exists, label %compare, label %invalid
invalid:
  %product = fmul double %x, %y
  %nan = fdiv double %product, %product
  ret double %nan
compare:
  %isless = icmp ult i64 %xsize, %ysize
  br i1 %isless, label %unchanged, label %unpack
unchanged:
  ret double %x
unpack:
  %xfield = lshr i64 %xsize, 52
  %xfraction = and i64 %xsize, 4503599627370495
  %xsubnormal = icmp eq i64 %xfield, 0
  %xfull = or i64 %xfraction, 4503599627370496
  %xraw = select i1 %xsubnormal, i64 %xfraction, i64 %xfull
  %xleading = call i64 @llvm.ctlz.i64(i64 %xraw, i1 true)
  %xshift = sub i64 %xleading, 11
  %xmantissa = shl i64 %xraw, %xshift
  %xbiased = select i1 %xsubnormal, i64 1, i64 %xfield
  %xexponent = sub i64 %xbiased, %xshift
  %yfield = lshr i64 %ysize, 52
  %yfraction = and i64 %ysize, 4503599627370495
  %ysubnormal = icmp eq i64 %yfield, 0
  %yfull = or i64 %yfraction, 4503599627370496
  %yraw = select i1 %ysubnormal, i64 %yfraction, i64 %yfull
  %yleading = call i64 @llvm.ctlz.i64(i64 %yraw, i1 true)
  %yshift = sub i64 %yleading, 11
  %ymantissa = shl i64 %yraw, %yshift
  %ybiased = select i1 %ysubnormal, i64 1, i64 %yfield
  %yexponent = sub i64 %ybiased, %yshift
  %distance = sub i64 %xexponent, %yexponent
  br label %divide
divide:
  %left = phi i64 [ %distance, %unpack ], [ %fewer, %double ]
  %mantissa = phi i64 [ %xmantissa, %unpack ], [ %doubled, %double ]
  %fits = icmp uge i64 %mantissa, %ymantissa
  %difference = sub i64 %mantissa, %ymantissa
  %rest = select i1 %fits, i64 %difference, i64 %mantissa
  %islast = icmp eq i64 %left, 0
  br i1 %islast, label %pack, label %double
double:
  %doubled = shl i64 %rest, 1
  %fewer = sub i64 %left, 1
  br label %divide
pack:
  %isnone = icmp eq i64 %rest, 0
  br i1 %isnone, label %zero, label %scale
zero:
  %signedzero = bitcast i64 %sign to double
  ret double %signedzero
scale:
  %leading = call i64 @llvm.ctlz.i64(i64 %rest, i1 true)
  %shift = sub i64 %leading, 11
  %normal = shl i64 %rest, %shift
  %exponent = sub i64 %yexponent, %shift
  %isnormal = icmp sgt i64 %exponent, 0
  %below = sub i64 1, %exponent
  %drop = select i1 %isnormal, i64 0, i64 %below
  %small = lshr i64 %normal, %drop
  %fraction = and i64 %normal, 4503599627370495
  %biased = select i1 %isnormal, i64 %exponent, i64 0
  %field = shl i64 %biased, 52
  %large = or i64 %fraction, %field
  %magnitude = select i1 %isnormal, i64 %large, i64 %small
  %bits = or i64 %magnitude, %sign
  %result = bitcast i64 %bits to double
  ret double %result
}

;===--- Half precision ---------------------------------------------------===;

; Shifted into place, a half is a float whose exponent is 112 too low; the
; multiplication repairs that and normalizes subnormal numbers.
define float @__extendhfsf2(half %x) {
  %half = bitcast half %x to i16
  %wide = zext i16 %half to i32
  %signbit = and i32 %wide, 32768
  %sign = shl i32 %signbit, 16
  %magnitude = and i32 %wide, 32767
  %shifted = shl i32 %magnitude, 13
  %low = bitcast i32 %shifted to float
  %scaled = fmul float %low, 0x46F0000000000000
  %bits = bitcast float %scaled to i32
  %isspecial = icmp uge i32 %magnitude, 31744
  %special = or i32 %shifted, 2139095040
  %chosen = select i1 %isspecial, i32 %special, i32 %bits
  %signed = or i32 %chosen, %sign
  %result = bitcast i32 %signed to float
  ret float %result
}

define half @__truncsfhf2(float %x) {
  %bits = bitcast float %x to i32
  %signbit = lshr i32 %bits, 16
  %sign = and i32 %signbit, 32768
  %magnitude = and i32 %bits, 2147483647
  %isnan = icmp ugt i32 %magnitude, 2139095040
  br i1 %isnan, label %nan, label %number
nan:
  %payloadhigh = lshr i32 %magnitude, 13
  %payload = and i32 %payloadhigh, 511
  %quiet = or i32 %payload, 32256
  br label %done
number:
  ; 65520 and above round to infinity.
  %isbig = icmp uge i32 %magnitude, 1199566848
  br i1 %isbig, label %done, label %finite
finite:
  %isnormal = icmp uge i32 %magnitude, 947912704
  br i1 %isnormal, label %normal, label %subnormal
normal:
  %lastbit = lshr i32 %magnitude, 13
  %odd = and i32 %lastbit, 1
  %biased = sub i32 %magnitude, 939524096
  %halfway = add i32 %biased, 4095
  %rounded = add i32 %halfway, %odd
  %normalbits = lshr i32 %rounded, 13
  br label %done
subnormal:
  ; 0.5 has the spacing of the smallest halves: adding it rounds there, to even.
  %size = bitcast i32 %magnitude to float
  %sum = fadd float %size, 5.000000e-01
  %sumbits = bitcast float %sum to i32
  %subnormalbits = sub i32 %sumbits, 1056964608
  br label %done
done:
  %value = phi i32 [ %quiet, %nan ], [ 31744, %number ], [ %normalbits, %normal ], [ %subnormalbits, %subnormal ]
  %signed = or i32 %value, %sign
  %half = trunc i32 %signed to i16
  %result = bitcast i16 %half to half
  ret half %result
}

; Round to odd in float first, so that the second rounding is the only one.
define half @__truncdfhf2(double %x) {
  %float = fptrunc double %x to float
  %back = fpext float %float to double
  %xsize = call double @llvm.fabs.f64(double %x)
  %backsize = call double @llvm.fabs.f64(double %back)
  %isexact = fcmp ueq double %xsize, %backsize
  %isabove = fcmp ogt double %backsize, %xsize
  %bits = bitcast float %float to i32
  %lower = sub i32 %bits, 1
  %cut = select i1 %isabove, i32 %lower, i32 %bits
  %odd = or i32 %cut, 1
  %chosen = select i1 %isexact, i32 %bits, i32 %odd
  %single = bitcast i32 %chosen to float
  %result = call half @__truncsfhf2(float %single)
  ret half %result
}

define bfloat @__truncsfbf2(float %x) {
  %bits = bitcast float %x to i32
  %isnan = fcmp uno float %x, 0.0
  %high = lshr i32 %bits, 16
  %odd = and i32 %high, 1
  %halfway = add i32 %bits, 32767
  %sum = add i32 %halfway, %odd
  %rounded = lshr i32 %sum, 16
  %quiet = or i32 %high, 64
  %chosen = select i1 %isnan, i32 %quiet, i32 %rounded
  %half = trunc i32 %chosen to i16
  %result = bitcast i16 %half to bfloat
  ret bfloat %result
}
