"""What search engines are told can't end the element it stands in."""

import json

from portal.core.structured_data import json_ld


def test_no_word_in_it_ends_the_script():
    words = "</script><!-- & \u2028\u2029"
    content = json_ld({"title": words})
    assert set("<>&\u2028\u2029") & set(content) == set()
    assert json.loads(content) == {"title": words}
