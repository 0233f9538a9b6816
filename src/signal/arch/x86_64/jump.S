# setjmp and longjmp: registers, the stack and what the TEB says about it; no unwinding. The C half does the masks, and
# the signals that come with them (src/signal/api/jump.cpp). The floating-point environment stays what it is: C excludes
# its flags (7.13.2.1), and Linux leaves the rounding mode alone, too. The buffer is jmp_buf of include/posix/setjmp.h.
# [any]
#
# A handler may interrupt every instruction here. Between the new limits and the new %rsp, senders find a stack pointer
# outside the limits and leave the thread alone; the rest needs no protection.

        .intel_syntax noprefix
        .text
        .p2align 4

        .set    kRbx, 0
        .set    kRbp, 8
        .set    kRsi, 16
        .set    kRdi, 24
        .set    kR12, 32
        .set    kR13, 40
        .set    kR14, 48
        .set    kR15, 56
        .set    kRsp, 64                # as after the return from setjmp
        .set    kRip, 72
        .set    kMask, 88
        .set    kHasMask, 96
        .set    kThread, 104
        .set    kStackBase, 112
        .set    kStackLimit, 120
        .set    kStackAllocation, 128
        .set    kStackGuaranteed, 136
        .set    kExceptionList, 144
        .set    kXmm, 160

        .set    kTebExceptionList, 0x00
        .set    kTebStackBase, 0x08
        .set    kTebStackLimit, 0x10
        .set    kTebThread, 0x48
        .set    kTebStackAllocation, 0x1478
        .set    kTebStackGuaranteed, 0x1748

# int posix_setjmp(jmp_buf env)
        .globl  posix_setjmp
        .def    posix_setjmp; .scl 2; .type 32; .endef
        .seh_proc posix_setjmp
posix_setjmp:
        .seh_endprologue
        mov     dword ptr [rcx + kHasMask], 0
        jmp     psig_jump_fill
        .seh_endproc

# int posix_sigsetjmp(sigjmp_buf env, int savemask)
        .globl  posix_sigsetjmp
        .def    posix_sigsetjmp; .scl 2; .type 32; .endef
        .seh_proc posix_sigsetjmp
posix_sigsetjmp:
        push    rbx
        .seh_pushreg rbx
        sub     rsp, 32
        .seh_stackalloc 32
        .seh_endprologue
        mov     rbx, rcx
        mov     dword ptr [rbx + kHasMask], edx
        test    edx, edx
        jz      1f
        lea     rcx, [rbx + kMask]
        call    psig_jump_save
1:      mov     rcx, rbx
        add     rsp, 32
        pop     rbx
        jmp     psig_jump_fill
        .seh_endproc

# Fills the buffer at rcx as for a call from setjmp's caller, and returns 0 to it.
        .def    psig_jump_fill; .scl 3; .type 32; .endef
        .seh_proc psig_jump_fill
psig_jump_fill:
        .seh_endprologue
        mov     [rcx + kRbx], rbx
        mov     [rcx + kRbp], rbp
        mov     [rcx + kRsi], rsi
        mov     [rcx + kRdi], rdi
        mov     [rcx + kR12], r12
        mov     [rcx + kR13], r13
        mov     [rcx + kR14], r14
        mov     [rcx + kR15], r15
        lea     rax, [rsp + 8]
        mov     rdx, [rsp]
        mov     [rcx + kRsp], rax
        mov     [rcx + kRip], rdx
        mov     rax, gs:[kTebThread]
        mov     rdx, gs:[kTebExceptionList]
        mov     [rcx + kThread], rax
        mov     [rcx + kExceptionList], rdx
        mov     rax, gs:[kTebStackBase]
        mov     rdx, gs:[kTebStackLimit]
        mov     [rcx + kStackBase], rax
        mov     [rcx + kStackLimit], rdx
        mov     rax, gs:[kTebStackAllocation]
        mov     edx, gs:[kTebStackGuaranteed]
        mov     [rcx + kStackAllocation], rax
        mov     [rcx + kStackGuaranteed], edx
.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movups  [rcx + kXmm + 16 * (\n - 6)], xmm\n
.endr
        xor     eax, eax
        ret
        .seh_endproc

# void posix_siglongjmp(sigjmp_buf env, int value), and longjmp: the same
        .globl  posix_siglongjmp
        .globl  posix_longjmp
        .def    posix_siglongjmp; .scl 2; .type 32; .endef
        .def    posix_longjmp; .scl 2; .type 32; .endef
        .seh_proc posix_siglongjmp
posix_siglongjmp:
posix_longjmp:
        sub     rsp, 40
        .seh_stackalloc 40
        .seh_endprologue
        cld
        mov     rax, gs:[kTebThread]
        cmp     rax, [rcx + kThread]
        jne     2f
        mov     [rsp + 48], rcx         # the caller's home space
        mov     [rsp + 56], edx
        call    psig_jump_begin         # does not return if there is something to be left first
        mov     rcx, [rsp + 48]
        mov     edx, [rsp + 56]
        cmp     edx, 1                  # 0 becomes 1
        adc     edx, 0
        mov     r9, rcx
        mov     r8d, edx

.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movups  xmm\n, [r9 + kXmm + 16 * (\n - 6)]
.endr
        mov     rbx, [r9 + kRbx]
        mov     rbp, [r9 + kRbp]
        mov     rsi, [r9 + kRsi]
        mov     rdi, [r9 + kRdi]
        mov     r12, [r9 + kR12]
        mov     r13, [r9 + kR13]
        mov     r14, [r9 + kR14]
        mov     r15, [r9 + kR15]
        mov     r10, [r9 + kRip]
        mov     r11, [r9 + kRsp]

        # On the same stack the limit stays what it is: the stack may have grown since.
        mov     rax, gs:[kTebStackAllocation]
        cmp     rax, [r9 + kStackAllocation]
        je      1f
        mov     rax, [r9 + kStackBase]
        mov     rdx, [r9 + kStackLimit]
        mov     ecx, [r9 + kStackGuaranteed]
        mov     gs:[kTebStackBase], rax
        mov     gs:[kTebStackLimit], rdx
        mov     gs:[kTebStackGuaranteed], ecx
        mov     rax, [r9 + kStackAllocation]
        mov     gs:[kTebStackAllocation], rax
1:      mov     rax, [r9 + kExceptionList]
        mov     gs:[kTebExceptionList], rax

        # As if setjmp's caller called psig_jump_landed(value, mask or null).
        lea     rdx, [r9 + kMask]
        xor     eax, eax
        cmp     dword ptr [r9 + kHasMask], 0
        cmove   rdx, rax
        mov     ecx, r8d
        mov     [r11 - 8], r10
        lea     rsp, [r11 - 8]
        jmp     psig_jump_landed
2:      call    psig_jump_refused
        ud2
        .seh_endproc
