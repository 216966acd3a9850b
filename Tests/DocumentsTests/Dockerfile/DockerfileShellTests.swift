import Documents
import SourceText
import Testing

struct DockerfileShellTests {
    private func check(_ script: String, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(
            String(outline("FROM x\nRUN " + script).dropFirst("FROM <x>\nRUN shell ".count)) == expected,
            sourceLocation: place)
    }

    @Test func `words lose quotes and escapes and keep variables`() {
        check(#"a "b c" 'd e' f\ g "h\"i" 'j'k"l""#, #"<a> <b c> <d e> <f g> <h"i> <jkl>"#)
        check(#"a $b "${c:-d e}" $((1 + 2)) ${e}/f"#, "<a> <$b> <${c:-d e}> <$((1 + 2))> <${e}/f>")
        check(#"a "\n" '$x' \$y"#, #"<a> <\n> <$x> <$y>"#)
        check("a#b # c d", "<a#b>")
        check("a \"unfinished", "<a> <unfinished> opaque")
        check("a 'unfinished", "<a> <unfinished> opaque")
    }

    @Test func `operators join commands`() {
        check("a && b || c; d | e & f", "<a> && <b> || <c> ; <d> | <e> & <f>")
        check("a |& b;", "<a> | <b> ;")
        check("a &", "<a> &")
        check("a &&", "<a> && opaque")
        check("&& a", "opaque")
        check("a;;b", "<a> opaque")
        check("a && ! b", "<a> && <b>")
    }

    @Test func `assignments and redirections are no words`() {
        check("A=1 B='2 3' c d", "A=<1> B=<2 3> <c> <d>")
        check("A=1", "A=<1>")
        check("c A=1", "<c> <A=1>")
        check("A=(1 2) B+=3 c", "A=<(1 2)> B=<3> <c>")
        check("a > b 2>&1 < c >> d &> e <<< f 3<&-", "<a> ><b> 2>&<1> <<c> >><d> &><e> <<<<f> 3<&<->")
        check("> x a", "<a> ><x>")
    }

    @Test func `compound commands give depth`() {
        check("if a; then b; elif c; then d; else e; fi && f", "( <a> ) ( <b> ) ( <c> ) ( <d> ) ( <e> ) && <f>")
        check("for i in 1 2 3; do a $i; b; done; c", "( <a> <$i> ) ; ( <b> ) ; <c>")
        check("for i; do a; done", "( <a> )")
        check("for ((i=0; i<3; i++)); do a; done", "( <a> )")
        check("while read -r l; do a; done < f", "( <read> <-r> <l> ) ( <a> )")
        check("(a; b) | c", "( <a> ) ; ( <b> ) | <c>")
        check("((a)); b", "; <b>")
        check("{ a && b; } || c", "( <a> ) && ( <b> ) || <c>")
        check("case $x in a|b) c ;; (d) e; f ;; *) g ;; esac; h", "( <c> ) ( <e> ) ; ( <f> ) ( <g> ) ; <h>")
        check("case x in a) b; esac && c", "( <b> ) && <c>")
        check("f() { a; }; f", "( <a> ) ; <f>")
        check("function f { a; }; f", "( <a> ) ; <f>")
        check("[[ $a == b && -f c ]] && d", "<[[> <$a> <==> <b> <&> <&> <-f> <c> <]]> && <d>")
        check("if a; then (b); fi", "( <a> ) ( ( <b> ) )")
        check("echo if then fi", "<echo> <if> <then> <fi>")
        check("if a; then b", "( <a> ) ( <b> ) opaque")
        check("a; fi", "<a> ; opaque")
        check("done", "opaque")
        check("then a", "opaque")
        check("a )", "<a> opaque")
        check("a (b)", "<a> opaque")
    }

    @Test func `commands of substitutions come last`() {
        check("a $(b | c) && d `e f`", "<a> <$(b | c)> && <d> <`e f`> $ <b> $ | <c> $ <e> <f>")
        check("A=$(b \"$(c)\") d", "A=<$(b \"$(c)\")> <d> $ <c> $ <b> <$(c)>")
        check("a <(b) >(c)", "<a> <<(b)> <>(c)> $ <b> $ <c>")
        check("a \"`b`\"", "<a> <`b`> $ <b>")
        check("a $(b", "<a> <$(b> $ <b> opaque")
        check("a `b", "<a> <`b> opaque")
        check("a $((1+(2*3)))b", "<a> <$((1+(2*3)))b>")
        check("a $( (b); c )", "<a> <$( (b); c )> $ ( <b> ) $ ; <c>")
    }

    @Test func `other shells are not taken apart`() {
        let windows = "FROM x\nSHELL [\"powershell\", \"-Command\"]\nRUN a; b\nFROM y\nRUN c"
        #expect(outline(windows).hasSuffix("RUN shell opaque\nFROM <y>\nRUN shell <c>"))
        let bash = "FROM x\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b"
        #expect(outline(bash).hasSuffix("RUN shell <a> | <b>"))
        #expect(outline("# escape=`\nFROM x\nRUN a; b").hasSuffix("RUN shell opaque"))
    }

    @Test(arguments: [
        "$(", "`", "(", "{ ", "((", "$((", "${", "\"$(", "if ", "case x in a) ", "<(", "\"${", "f() ", "! ", "\\",
        "<<A ",
    ])
    func `deep nesting stops without overflow`(_ opening: String) {
        let text = "FROM x\nRUN " + String(repeating: opening, count: 60_000)
        let document = DockerfileDocument.parse(SourceFile(path: "d", text: text))
        #expect(document.instructions.count == 2)
    }

    @Test func `a line of a megabyte is read`() {
        let words = Array(repeating: "package-name", count: 80_000).joined(separator: " ")
        let document = DockerfileDocument.parse(SourceFile(path: "d", text: "FROM x\nRUN apt-get install " + words))
        #expect(document.instructions.last?.script?.commands.first?.words.count == 80_002)
    }
}
