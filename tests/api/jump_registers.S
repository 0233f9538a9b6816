# void jump_registers(jmp_buf env, unsigned long long seen[18]): gives every register that a call must preserve a value
# of its own, calls setjmp, spoils them all, jumps, and stores what it finds after the second return.
        .intel_syntax noprefix
        .text
        .globl  jump_registers
        .def    jump_registers; .scl 2; .type 32; .endef
jump_registers:
.irp r, rbx, rbp, rsi, rdi, r12, r13, r14, r15
        push    \r
.endr
        sub     rsp, 248                # home space 32, env, seen, and xmm6..15
        mov     [rsp + 40], rcx
        mov     [rsp + 48], rdx
.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movups  [rsp + 64 + 16 * (\n - 6)], xmm\n
.endr
.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        mov     eax, 0x19 + \n - 6
        movq    xmm\n, rax
.endr
        mov     ebx, 0x11
        mov     ebp, 0x12
        mov     esi, 0x13
        mov     edi, 0x14
        mov     r12d, 0x15
        mov     r13d, 0x16
        mov     r14d, 0x17
        mov     r15d, 0x18
        call    posix_setjmp
        test    eax, eax
        jnz     1f
.irp r, ebx, ebp, esi, edi, r12d, r13d, r14d, r15d
        xor     \r, \r
.endr
.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        pxor    xmm\n, xmm\n
.endr
        std                             # and the direction of string instructions
        mov     rcx, [rsp + 40]
        mov     edx, 1
        call    posix_longjmp
1:      mov     rdx, [rsp + 48]
        mov     [rdx], rbx
        mov     [rdx + 8], rbp
        mov     [rdx + 16], rsi
        mov     [rdx + 24], rdi
        mov     [rdx + 32], r12
        mov     [rdx + 40], r13
        mov     [rdx + 48], r14
        mov     [rdx + 56], r15
.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movq    [rdx + 64 + 8 * (\n - 6)], xmm\n
        movups  xmm\n, [rsp + 64 + 16 * (\n - 6)]
.endr
        add     rsp, 248
.irp r, r15, r14, r13, r12, rdi, rsi, rbp, rbx
        pop     \r
.endr
        ret
