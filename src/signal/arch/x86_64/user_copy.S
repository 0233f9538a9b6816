# Errno psig_user_copy(void *to, const void *from, size_t size): copies upwards, and returns EFAULT at a bad address.
# A leaf: a fault of any of its instructions ends it by its own frame handler, which is asked first, whatever frames the
# program has. It touches no register that a caller keeps, so only the instruction pointer has to be set. An exception
# table does the same for a kernel. [any]

        .intel_syntax noprefix
        .text
        .p2align 4

        .globl  psig_user_copy
        .globl  psig_user_copy_bad
        .globl  psig_user_copy_end
        .def    psig_user_copy; .scl 2; .type 32; .endef
        .seh_proc psig_user_copy
        .seh_handler psig_user_copy_handler, @except
psig_user_copy:
        .seh_endprologue
        mov     r9, r8
        and     r8d, 7
        shr     r9, 3
        jz      2f
1:      mov     rax, [rdx]
        mov     [rcx], rax
        add     rdx, 8
        add     rcx, 8
        dec     r9
        jnz     1b
2:      test    r8d, r8d
        jz      4f
3:      mov     al, [rdx]
        mov     [rcx], al
        inc     rdx
        inc     rcx
        dec     r8d
        jnz     3b
4:      xor     eax, eax
        ret
psig_user_copy_bad:
        mov     eax, 14                 # EFAULT
        ret
psig_user_copy_end:
        nop
        .seh_endproc
