# A DLL whose name makes it system code (nt/module/modules.cpp), so that return addresses into its callers are swapped: calls
# that last while a word in memory is set, and one that then goes on another stack, as SwitchToFiber does.
# Leaf functions: no unwind data, %rsp as it was at entry.
        .intel_syntax noprefix
        .text

# void psig_test_stay(const volatile int *while_set)
        .globl  psig_test_stay
        .def    psig_test_stay; .scl 2; .type 32; .endef
psig_test_stay:
1:      pause
        cmp     dword ptr [rcx], 0
        jne     1b
        ret

# void psig_test_switch(Stack *from, const Stack *to, const volatile int *while_set)
        .globl  psig_test_switch
        .def    psig_test_switch; .scl 2; .type 32; .endef
psig_test_switch:
2:      pause
        cmp     dword ptr [r8], 0
        jne     2b
        .set    i, 0
        .irp    register, rsp, rbx, rbp, rsi, rdi, r12, r13, r14, r15
        mov     [rcx + i], \register
        .set    i, i + 8
        .endr
        .irp    field, 0x08, 0x10, 0x1478
        mov     rax, gs:[\field]
        mov     [rcx + i], rax
        mov     rax, [rdx + i]
        mov     gs:[\field], rax
        .set    i, i + 8
        .endr
        .set    i, 0
        .irp    register, rsp, rbx, rbp, rsi, rdi, r12, r13, r14, r15
        mov     \register, [rdx + i]
        .set    i, i + 8
        .endr
        ret
