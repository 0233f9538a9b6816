# Holds every register at a known value until a word in memory changes, and then writes them all down.
# void psig_test_hold(int avx): loads from psig_test_in, spins while psig_test_stop is 0, stores to psig_test_out. Each turn
# sets psig_test_holding.
        .intel_syntax noprefix
        .set    kGpr, 0                 # rax rbx rcx rdx rsi rdi rbp r8..r15
        .set    kFlags, 120
        .set    kMxcsr, 128
        .set    kFcw, 132
        .set    kX87, 136               # eight doubles
        .set    kYmm, 200               # sixteen times 32 bytes

        .text
        .globl  psig_test_hold
        .def    psig_test_hold; .scl 2; .type 32; .endef
        .seh_proc psig_test_hold
psig_test_hold:
        push    rbx
        .seh_pushreg rbx
        push    rbp
        .seh_pushreg rbp
        push    rsi
        .seh_pushreg rsi
        push    rdi
        .seh_pushreg rdi
        push    r12
        .seh_pushreg r12
        push    r13
        .seh_pushreg r13
        push    r14
        .seh_pushreg r14
        push    r15
        .seh_pushreg r15
        sub     rsp, 184
        .seh_stackalloc 184
        .seh_endprologue
        movups  [rsp], xmm6
        movups  [rsp + 16], xmm7
        movups  [rsp + 32], xmm8
        movups  [rsp + 48], xmm9
        movups  [rsp + 64], xmm10
        movups  [rsp + 80], xmm11
        movups  [rsp + 96], xmm12
        movups  [rsp + 112], xmm13
        movups  [rsp + 128], xmm14
        movups  [rsp + 144], xmm15
        stmxcsr [rsp + 160]
        fnstcw  [rsp + 164]
        mov     [rsp + 168], ecx

        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        movups  xmm\n, [rip + psig_test_in + kYmm + 32 * \n]
        .endr
        test    ecx, ecx
        jz      1f
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        vmovups ymm\n, [rip + psig_test_in + kYmm + 32 * \n]
        .endr
1:      fninit
        fldcw   [rip + psig_test_in + kFcw]
        .irp    n, 7,6,5,4,3,2,1,0
        fld     qword ptr [rip + psig_test_in + kX87 + 8 * \n]
        .endr
        ldmxcsr [rip + psig_test_in + kMxcsr]
        mov     rax, [rip + psig_test_in + 0]
        mov     rbx, [rip + psig_test_in + 8]
        mov     rcx, [rip + psig_test_in + 16]
        mov     rdx, [rip + psig_test_in + 24]
        mov     rsi, [rip + psig_test_in + 32]
        mov     rdi, [rip + psig_test_in + 40]
        mov     rbp, [rip + psig_test_in + 48]
        mov     r8, [rip + psig_test_in + 56]
        mov     r9, [rip + psig_test_in + 64]
        mov     r10, [rip + psig_test_in + 72]
        mov     r11, [rip + psig_test_in + 80]
        mov     r12, [rip + psig_test_in + 88]
        mov     r13, [rip + psig_test_in + 96]
        mov     r14, [rip + psig_test_in + 104]
        mov     r15, [rip + psig_test_in + 112]
        std
2:      mov     dword ptr [rip + psig_test_holding], 1
        pause
        cmp     dword ptr [rip + psig_test_stop], 0
        je      2b

        mov     [rip + psig_test_out + 0], rax
        mov     [rip + psig_test_out + 8], rbx
        mov     [rip + psig_test_out + 16], rcx
        mov     [rip + psig_test_out + 24], rdx
        mov     [rip + psig_test_out + 32], rsi
        mov     [rip + psig_test_out + 40], rdi
        mov     [rip + psig_test_out + 48], rbp
        mov     [rip + psig_test_out + 56], r8
        mov     [rip + psig_test_out + 64], r9
        mov     [rip + psig_test_out + 72], r10
        mov     [rip + psig_test_out + 80], r11
        mov     [rip + psig_test_out + 88], r12
        mov     [rip + psig_test_out + 96], r13
        mov     [rip + psig_test_out + 104], r14
        mov     [rip + psig_test_out + 112], r15
        pushfq
        pop     rax
        cld
        mov     [rip + psig_test_out + kFlags], rax
        stmxcsr [rip + psig_test_out + kMxcsr]
        fnstcw  [rip + psig_test_out + kFcw]
        .irp    n, 0,1,2,3,4,5,6,7
        fstp    qword ptr [rip + psig_test_out + kX87 + 8 * \n]
        .endr
        cmp     dword ptr [rsp + 168], 0
        jz      3f
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        vmovups [rip + psig_test_out + kYmm + 32 * \n], ymm\n
        .endr
        vzeroupper
        jmp     4f
3:      .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        movups  [rip + psig_test_out + kYmm + 32 * \n], xmm\n
        .endr

4:      fninit
        fldcw   [rsp + 164]
        ldmxcsr [rsp + 160]
        movups  xmm6, [rsp]
        movups  xmm7, [rsp + 16]
        movups  xmm8, [rsp + 32]
        movups  xmm9, [rsp + 48]
        movups  xmm10, [rsp + 64]
        movups  xmm11, [rsp + 80]
        movups  xmm12, [rsp + 96]
        movups  xmm13, [rsp + 112]
        movups  xmm14, [rsp + 128]
        movups  xmm15, [rsp + 144]
        add     rsp, 184
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        ret
        .seh_endproc

# uint64_t psig_test_until_rax(void), psig_test_until_xmm0(void): loops that only an edited context ends.
        .globl  psig_test_until_rax
psig_test_until_rax:
        xor     eax, eax
        mov     dword ptr [rip + psig_test_holding], 1
5:      pause
        test    rax, rax
        jz      5b
        ret

        .globl  psig_test_until_xmm0
psig_test_until_xmm0:
        pxor    xmm0, xmm0
        mov     dword ptr [rip + psig_test_holding], 1
6:      pause
        movq    rax, xmm0
        test    rax, rax
        jz      6b
        ret

# uint64_t psig_test_until_moved(void): for ever, unless the instruction pointer is set to psig_test_moved.
        .globl  psig_test_until_moved
        .globl  psig_test_moved
psig_test_until_moved:
        mov     dword ptr [rip + psig_test_holding], 1
7:      pause
        jmp     7b
psig_test_moved:
        mov     eax, 77
        ret
