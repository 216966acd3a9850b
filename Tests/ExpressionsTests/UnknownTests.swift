import ConfigModel
import Expressions
import Testing

@Suite struct UnknownTests {
    @Test func `unknown spreads with its reason`() {
        check(
            """
            container.secret  ->  unknown: references data.external.policy
            container.secret.deeper[0]  ->  unknown: references data.external.policy
            container.secret == 'x'  ->  unknown: references data.external.policy
            container.secret + container.mixed[1]  ->  unknown: references data.external.policy; var.b
            has(container.secret.x)  ->  unknown: references data.external.policy
            container.?secret.?x.orValue(1)  ->  unknown: references data.external.policy
            container.secret ? 1 : 2  ->  unknown: references data.external.policy
            container.secret.startsWith('x')  ->  unknown: references data.external.policy
            container.secret.all(x, x)  ->  unknown: references data.external.policy
            container.mixed.join(',')  ->  unknown: var.b
            container.mixed.sort()  ->  unknown: var.b
            !(container.secret)  ->  unknown: references data.external.policy
            """)
    }

    @Test func `logic absorbs unknown and errors when the other side decides`() {
        check(
            """
            false && container.secret  ->  false
            container.secret && false  ->  false
            container.secret || true  ->  true
            true || 1 / 0 > 0  ->  true
            1 / 0 > 0 || true  ->  true
            container.secret || 1 / 0 > 0  ->  unknown: references data.external.policy
            1 / 0 > 0 && container.secret  ->  unknown: references data.external.policy
            1 / 0 > 0 || false  ->  error: division by zero
            true && container.secret  ->  unknown: references data.external.policy
            container.missing == 1 || true  ->  true
            """)
    }

    @Test func `one unknown element does not hide a decision`() {
        check(
            """
            'a' in container.mixed  ->  true
            'z' in container.mixed  ->  unknown: var.b
            container.mixed.exists(x, x == 'c')  ->  true
            container.mixed.exists(x, x == 'z')  ->  unknown: var.b
            container.mixed.all(x, x == 'a')  ->  false
            container.mixed.all(x, x != 'z')  ->  unknown: var.b
            container.mixed.exists_one(x, x == 'a')  ->  unknown: var.b
            container.mixed.filter(x, x == 'a')  ->  unknown: var.b
            container.mixed == ['a', 'b']  ->  false
            container.mixed == ['x', 'b', 'c']  ->  false
            container.mixed == ['a', 'b', 'c']  ->  unknown: var.b
            container.mixed.size()  ->  3
            container.mixed.map(x, x)[0]  ->  'a'
            sets.contains(container.mixed, ['a'])  ->  true
            sets.contains(container.mixed, ['q'])  ->  unknown: var.b
            sets.intersects(container.mixed, ['q', 'c'])  ->  true
            container.mixed.indexOf('a')  ->  0
            container.mixed.indexOf('c')  ->  unknown: var.b
            """)
    }
}
