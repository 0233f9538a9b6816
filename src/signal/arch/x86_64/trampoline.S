# Delivery by hijack and by return address arrives here, on the interrupted stack: save every register, call the engine,
# and go back as if nothing had happened. struct Frame in trampoline.cpp is the layout of the frame, and asserts it.
#
# head (from an entry to the call, and psig_entering()): the engine does not know yet, but will drain, so senders leave
# the thread alone. A return address that has been swapped is still in use there: to swap another would take it back.
# tail (from the drop of the gate to the return): past the last look at `alert`. A sender that finds the thread here
# sends it back to the call, with %rbp as it is: the whole frame, since that is above the stack pointer.
# leave (the last three instructions): the frame is below the stack pointer, where the kernel writes what it wants for
# an exception or an APC. Nothing reads it any more, and a sender takes the thread to be in the interrupted code again.

        .intel_syntax noprefix
        .text
        .p2align 4

        .set    kGap, 256               # room below the interrupted stack pointer for edits of uc_mcontext.Rsp
        .set    kGateGuards, 0
        .set    kGateAlert, 4
        .set    kFrameFinalRsp, 128
        .set    kFrameFlags, 120

        .globl  psig_trampoline_begin
psig_trampoline_begin:

.macro ENTRY name kind
        .globl  \name
        .def    \name; .scl 2; .type 32; .endef
        .seh_proc \name
\name:
.if \kind == 3
        mov     rsp, rax                # the interrupted stack still, or the alternate one
.endif
        lea     rsp, [rsp - kGap]       # lea: flags untouched
        .seh_stackalloc kGap - 8        # the uppermost word becomes the return address
        pushfq                          # frame: room for final_rsp; overwritten by the engine
        .seh_stackalloc 8
        pushfq
        .seh_stackalloc 8
        cld
        push    rax
        .seh_pushreg rax
        push    rcx
        .seh_pushreg rcx
        push    rdx
        .seh_pushreg rdx
        push    rbx
        .seh_pushreg rbx
        push    rbp
        .seh_pushreg rbp
        push    rsi
        .seh_pushreg rsi
        push    rdi
        .seh_pushreg rdi
        push    r8
        .seh_pushreg r8
        push    r9
        .seh_pushreg r9
        push    r10
        .seh_pushreg r10
        push    r11
        .seh_pushreg r11
        push    r12
        .seh_pushreg r12
        push    r13
        .seh_pushreg r13
        push    r14
        .seh_pushreg r14
        push    r15
        .seh_pushreg r15
        mov     rbp, rsp
        .seh_setframe rbp, 0
        .seh_endprologue
        mov     r8d, \kind
        jmp     save_registers
        .seh_endproc
.endm

        ENTRY   psig_trampoline 1
        ENTRY   psig_return_trampoline 2
        ENTRY   psig_fault_trampoline 3 # a fault: src/signal/fault_entry.h

        .def    save_registers; .scl 3; .type 32; .endef
        .seh_proc save_registers
save_registers:
        # Unwound like the entries: the same frame, at rbp.
        .seh_stackalloc kGap - 8
        .seh_stackalloc 16
        .seh_pushreg rax
        .seh_pushreg rcx
        .seh_pushreg rdx
        .seh_pushreg rbx
        .seh_pushreg rbp
        .seh_pushreg rsi
        .seh_pushreg rdi
        .seh_pushreg r8
        .seh_pushreg r9
        .seh_pushreg r10
        .seh_pushreg r11
        .seh_pushreg r12
        .seh_pushreg r13
        .seh_pushreg r14
        .seh_pushreg r15
        .seh_setframe rbp, 0
        .seh_endprologue
        mov     ecx, dword ptr psig_xsave_size[rip]
        mov     rbx, rsp
        sub     rbx, rcx
        and     rbx, -64
1:      sub     rsp, 4096               # touch every page on the way down: guard pages
        cmp     rsp, rbx
        jbe     2f
        or      qword ptr [rsp], 0
        jmp     1b
2:      lea     rsp, [rbx - 32]         # home space of the calls below
        xor     eax, eax
        mov     ecx, 8
        lea     rdi, [rbx + 512]        # the xsave header must be zero
        rep     stosq
        mov     eax, dword ptr psig_xsave_mask[rip]
        mov     edx, dword ptr psig_xsave_mask[rip + 4]
        test    eax, eax
        jz      3f
        xsave64 [rbx]
        jmp     4f
3:      fxsave64 [rbx]
4:      fninit                          # handlers start with the floating point environment of a new thread
        ldmxcsr dword ptr kMxcsrDefault[rip]

        jmp     run

# From the tail: %rbp is the frame, %rbx the save area; the interrupted code's floating point state is loaded already.
        .globl  psig_trampoline_again
psig_trampoline_again:
        cld
        fninit
        ldmxcsr dword ptr kMxcsrDefault[rip]
        xor     r8d, r8d                # no new entry

run:    mov     r12d, r8d
        call    psig_entering           # -> thread; guarded from there on
        mov     rcx, rbp
        mov     rdx, rax
        mov     r8d, r12d
        call    psig_entered   # (frame, thread, kind) -> gate; nothing deliverable was left
        xor     r8d, r8d

        .globl  psig_trampoline_tail
psig_trampoline_tail:
        xor     ecx, ecx
        xchg    dword ptr [rax + kGateGuards], ecx
        cmp     dword ptr [rax + kGateAlert], 0
        je      5f
        mov     dword ptr [rax + kGateGuards], 1
        jmp     run
5:      mov     eax, dword ptr psig_xsave_mask[rip]
        mov     edx, dword ptr psig_xsave_mask[rip + 4]
        test    eax, eax
        jz      6f
        xrstor64 [rbx]
        jmp     7f
6:      fxrstor64 [rbx]
7:      mov     r15, [rbp]
        mov     r14, [rbp + 8]
        mov     r13, [rbp + 16]
        mov     r12, [rbp + 24]
        mov     r11, [rbp + 32]
        mov     r10, [rbp + 40]
        mov     r9, [rbp + 48]
        mov     r8, [rbp + 56]
        mov     rdi, [rbp + 64]
        mov     rsi, [rbp + 72]
        mov     rbx, [rbp + 88]
        mov     rdx, [rbp + 96]
        mov     rcx, [rbp + 104]
        mov     rax, [rbp + 112]
        mov     rsp, [rbp + kFrameFinalRsp]
        .globl  psig_trampoline_leave
psig_trampoline_leave:
        pop     rbp
        popfq
        ret
        .globl  psig_trampoline_end
psig_trampoline_end:
        .seh_endproc

        .p2align 2
kMxcsrDefault:
        .long   0x1F80

# psig_call_on(stack_top, function, argument)
        .globl  psig_call_on
        .def    psig_call_on; .scl 2; .type 32; .endef
        .seh_proc psig_call_on
psig_call_on:
        push    rbp
        .seh_pushreg rbp
        mov     rbp, rsp
        .seh_setframe rbp, 0
        .seh_endprologue
        and     rcx, -16
        lea     rsp, [rcx - 32]
        mov     rcx, r8
        call    rdx
        mov     rsp, rbp
        pop     rbp
        ret
        .seh_endproc
