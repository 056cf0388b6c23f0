"""One feed of each of the usual feed makers, in the form that it gives."""

from typing import Final

RSS_20: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" {}>'
    "<channel><title>Site</title><link>https://site.example/</link><description>About</description>{}</channel></rss>"
)
ATOM_10: Final = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {}>{}</feed>'
DATED: Final = "<pubDate>Mon, 16 Nov 2026 09:30:00 +0000</pubDate>"
SELF: Final = '<atom:link href="https://site.example/feed/" rel="self" type="application/rss+xml"/>'
FORMS: Final = {
    "WordPress": RSS_20.format(
        'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"',
        f"{SELF}<lastBuildDate>Mon, 16 Nov 2026 10:00:00 +0000</lastBuildDate><language>en-GB</language>"
        "<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
        "<generator>https://wordpress.org/?v=6.6</generator><image><url>https://site.example/i.png</url>"
        "<title>Site</title><link>https://site.example/</link><width>32</width><height>32</height></image>"
        "<item><title>Council buys cameras &#8211; again</title><link>https://site.example/1/</link>"
        f"<comments>https://site.example/1/#comments</comments><dc:creator><![CDATA[Amara]]></dc:creator>{DATED}"
        '<category><![CDATA[Privacy]]></category><guid isPermaLink="false">https://site.example/?p=1</guid>'
        "<description><![CDATA[<p>Teaser [&#8230;]</p>]]></description>"
        '<content:encoded><![CDATA[<p>Whole <a href="/x">text</a>.</p>]]></content:encoded>'
        "<wfw:commentRss>https://site.example/1/feed/</wfw:commentRss><slash:comments>2</slash:comments></item>",
    ),
    "Ghost": RSS_20.format(
        "",
        f"<generator>Ghost 5.8</generator>{SELF}<ttl>60</ttl><item><title><![CDATA[A vote]]></title>"
        "<description><![CDATA[Why]]></description><link>https://site.example/vote/</link>"
        '<guid isPermaLink="false">65f0c</guid><category><![CDATA[News]]></category>'
        f'<dc:creator><![CDATA[Tom]]></dc:creator>{DATED}<media:content url="https://site.example/a.jpg" '
        'medium="image"/><content:encoded><![CDATA[<p>Text</p>]]></content:encoded></item>',
    ),
    "Substack": RSS_20.format(
        'xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"',
        f"{SELF}<copyright><![CDATA[Desk]]></copyright><language><![CDATA[en]]></language>"
        "<webMaster><![CDATA[desk@site.example]]></webMaster><itunes:owner><itunes:email>desk@site.example"
        "</itunes:email><itunes:name>Desk</itunes:name></itunes:owner><itunes:author>Desk</itunes:author>"
        "<googleplay:owner>desk@site.example</googleplay:owner><item><title><![CDATA[Issue 1]]></title>"
        "<description><![CDATA[On it]]></description><link>https://site.example/p/1</link>"
        f'<guid isPermaLink="false">https://site.example/p/1</guid><dc:creator>Desk</dc:creator>{DATED}'
        '<enclosure url="https://site.example/1.jpeg" length="0" type="image/jpeg"/>'
        "<content:encoded><![CDATA[<p>Text</p>]]></content:encoded></item>",
    ),
    "Medium": RSS_20.format(
        'xmlns:cc="http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html"',
        f"{SELF}<webMaster>desk@site.example</webMaster><item><title>On bias</title>"
        '<link>https://site.example/on-bias?source=rss</link><guid isPermaLink="false">https://site.example/p/9</guid>'
        f"<category>ai</category><dc:creator>Priya</dc:creator>{DATED}<atom:updated>2026-11-16T10:00:00.000Z"
        "</atom:updated><content:encoded>&lt;p&gt;Text&lt;/p&gt;</content:encoded></item>",
    ),
    "Drupal": RSS_20.format(
        'xml:base="https://site.example/"',
        "<language>en</language><item><title>Minutes</title><link>https://site.example/node/1</link>"
        "<description>&lt;span&gt;Minutes&lt;/span&gt; of a meeting</description>"
        f'{DATED}<dc:creator>clerk</dc:creator><guid isPermaLink="false">1 at https://site.example</guid></item>',
    ),
    "Blogger": ATOM_10.format(
        'xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/" xmlns:gd="http://schemas.google.com/g/2005" '
        'xmlns:thr="http://purl.org/syndication/thread/1.0"',
        "<id>tag:blogger.com,1999:blog-1</id><updated>2026-11-16T01:00:00.000-08:00</updated><title type='text'>Blog"
        "</title><link rel='alternate' type='text/html' href='https://site.example/'/><author><name>Jean</name>"
        "<uri>https://site.example/jean</uri><email>noreply@blogger.com</email><gd:image rel='x' width='16' src='y'/>"
        "</author><generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>"
        "<openSearch:totalResults>1</openSearch:totalResults><entry><id>tag:blogger.com,1999:blog-1.post-2</id>"
        "<published>2026-11-16T00:30:00.000-08:00</published><updated>2026-11-16T00:31:00.000-08:00</updated>"
        "<category scheme='http://www.blogger.com/atom/ns#' term='privacy'/><title type='text'>A post</title>"
        "<content type='html'>&lt;p&gt;Text&lt;/p&gt;</content><link rel='replies' type='application/atom+xml' "
        "href='https://site.example/c' title='Post Comments'/><link rel='alternate' type='text/html' "
        "href='https://site.example/a-post' title='A post'/><author><name>Jean</name><email>noreply@blogger.com"
        "</email><gd:image rel='x' width='16' src='y'/></author><thr:total>0</thr:total></entry>",
    ),
    "Hugo": RSS_20.format(
        "",
        f"<generator>Hugo</generator><language>en</language>{SELF}<item><title>Log</title>"
        f"<link>https://site.example/log/</link>{DATED}<guid>https://site.example/log/</guid>"
        "<description>&lt;p&gt;Text&lt;/p&gt;</description></item>",
    ),
    "Jekyll": ATOM_10.format(
        "",
        '<generator uri="https://jekyllrb.com/" version="4.3">Jekyll</generator>'
        '<link href="https://site.example/feed.xml" '
        'rel="self" type="application/atom+xml"/><link href="https://site.example/" rel="alternate" type="text/html"/>'
        '<updated>2026-11-16T09:00:00+00:00</updated><id>https://site.example/feed.xml</id><title type="html">Site'
        '</title><subtitle>About</subtitle><entry><title type="html">Post</title><link href="https://site.example/p" '
        'rel="alternate" type="text/html" title="Post"/><published>2026-11-16T09:00:00+00:00</published>'
        "<updated>2026-11-16T09:00:00+00:00</updated><id>https://site.example/p</id>"
        '<content type="html" xml:base="https://site.example/p">&lt;p&gt;Text&lt;/p&gt;</content><author><name>Sofia'
        '</name></author><category term="civic"/><summary type="html"><![CDATA[Text]]></summary></entry>',
    ),
    "Squarespace": RSS_20.format(
        'xmlns:wfw="http://wellformedweb.org/CommentAPI/"',
        "<lastBuildDate>Mon, 16 Nov 2026 10:00:00 +0000</lastBuildDate><language>en-US</language><generator>Site-Server"
        "</generator><item><title>News</title><dc:creator>Karl</dc:creator>"
        f'{DATED}<link>https://site.example/news</link><guid isPermaLink="false">5f:5e</guid>'
        '<description><![CDATA[<p>Text</p>]]></description><media:content type="image/png" '
        'url="https://site.example/i.png" medium="image" isDefault="true" width="5" height="5"><media:title '
        'type="plain">News</media:title></media:content></item>',
    ),
    "Google Alerts": ATOM_10.format(
        'xmlns:idx="urn:atom-extension:indexing"',
        '<id>tag:google.com,2005:reader/user/1</id><title>Google Alert - cameras</title><link '
        'href="https://www.google.com/alerts/feeds/1/2" rel="self"/><updated>2026-11-16T09:00:00Z</updated><entry>'
        "<id>tag:google.com,2013:googlealerts/feed:1</id><title type=\"html\">Council buys &lt;b&gt;cameras&lt;/b&gt;"
        '</title><link href="https://www.google.com/url?rct=j&amp;url=https://paper.example/1&amp;ct=ga"/>'
        "<published>2026-11-16T08:00:00Z</published><updated>2026-11-16T08:00:00Z</updated>"
        '<content type="html">It buys &lt;b&gt;cameras&lt;/b&gt;&amp;nbsp;...</content><author>'
        '<name/></author></entry>',
    ),
    "YouTube": ATOM_10.format(
        'xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"',
        '<link rel="self" href="https://www.youtube.com/feeds/videos.xml?channel_id=1"/><id>yt:channel:1</id>'
        "<yt:channelId>1</yt:channelId><title>Council</title><author><name>Council</name><uri>https://y.example/c</uri>"
        "</author><published>2020-01-01T00:00:00+00:00</published><entry><id>yt:video:2</id><yt:videoId>2</yt:videoId>"
        '<title>Meeting</title><link rel="alternate" href="https://www.youtube.com/watch?v=2"/><author><name>Council'
        "</name><uri>https://y.example/c</uri></author><published>2026-11-16T09:00:00+00:00</published>"
        '<updated>2026-11-16T10:00:00+00:00</updated><media:group><media:title>Meeting</media:title><media:content '
        'url="https://y.example/v/2" type="application/x-shockwave-flash" width="640" height="390"/><media:thumbnail '
        'url="https://y.example/2.jpg" width="480" height="360"/><media:description>On the cameras.</media:description>'
        '<media:community><media:starRating count="1" average="5.00" min="1" max="5"/><media:statistics views="9"/>'
        "</media:community></media:group></entry>",
    ),
    "Mastodon": RSS_20.format(
        'xmlns:webfeeds="http://webfeeds.org/rss/1.0"',
        "<webfeeds:icon>https://m.example/i.png</webfeeds:icon><generator>Mastodon</generator><item>"
        f'<guid isPermaLink="true">https://m.example/@desk/1</guid><link>https://m.example/@desk/1</link>{DATED}'
        '<description>&lt;p&gt;A vote on cameras&lt;/p&gt;</description><media:content url="https://m.example/1.png" '
        'type="image/png" fileSize="1" medium="image"><media:rating scheme="urn:simple">nonadult</media:rating>'
        '<media:description type="plain">A hall</media:description></media:content><category>privacy</category></item>',
    ),
    "GitHub": ATOM_10.format(
        'xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US"',
        '<id>tag:github.com,2008:https://github.com/a/b/releases</id><link type="text/html" rel="alternate" '
        'href="https://github.com/a/b/releases"/><title>Release notes</title><updated>2026-11-16T09:00:00Z</updated>'
        "<entry><id>tag:github.com,2008:Repository/1/v1</id><updated>2026-11-16T09:00:00Z</updated><link "
        'rel="alternate" type="text/html" href="https://github.com/a/b/releases/tag/v1"/><title>v1</title><content '
        'type="html">&lt;p&gt;Fixes&lt;/p&gt;</content><author><name>dev</name></author><media:thumbnail height="30" '
        'width="30" url="https://avatars.example/1"/></entry>',
    ),
    "arXiv": RSS_20.format(
        'xmlns:arxiv="http://arxiv.org/schemas/atom"',
        f"{SELF}<docs>http://www.rssboard.org/rss-specification</docs><language>en-us</language><skipDays><day>Sunday"
        "</day></skipDays><item><title>On audits</title><link>https://arxiv.org/abs/1</link><description>arXiv:1 "
        'Abstract: We audit.</description><guid isPermaLink="false">oai:arXiv.org:1</guid><category>cs.CY</category>'
        f"{DATED}<arxiv:announce_type>new</arxiv:announce_type><dc:rights>http://cc.example</dc:rights><dc:creator>"
        "A. One, B. Two</dc:creator></item>",
    ),
    "BBC": RSS_20.format(
        "",
        "<image><url>https://bbc.example/i.gif</url><title>BBC News</title>"
        "<link>https://bbc.example/news</link></image>"
        "<copyright>Copyright</copyright><language><![CDATA[en-gb]]></language><ttl>15</ttl><item>"
        "<title><![CDATA[Vote on "
        "cameras]]></title><description><![CDATA[MPs vote.]]></description><link>https://bbc.example/1?at_medium=RSS"
        f'</link><guid isPermaLink="false">https://bbc.example/1#0</guid>{DATED}<media:thumbnail width="240" '
        'height="135" url="https://bbc.example/1.jpg"/></item>',
    ),
    "Guardian": RSS_20.format(
        "",
        "<language>en-gb</language><dc:date>2026-11-16T10:00:00Z</dc:date><dc:language>en-gb</dc:language><item>"
        "<title>Police halt trial</title><link>https://guardian.example/1</link><description>&lt;p&gt;Text&lt;/p&gt;"
        '</description><category domain="https://guardian.example/police">Police</category>'
        f"{DATED}<guid>https://guardian.example/1</guid><media:content width=\"140\" url=\"https://g.example/1.jpg\">"
        '<media:credit scheme="urn:ebu">Photograph: Reuters</media:credit></media:content><dc:creator>Ann</dc:creator>'
        "<dc:date>2026-11-16T09:30:00Z</dc:date></item>",
    ),
    "NYT": RSS_20.format(
        'xmlns:nyt="http://www.nytimes.com/namespaces/rss/2.0"',
        f"{SELF}<item><title>Schools Ban App</title><link>https://nyt.example/1.html</link><guid isPermaLink=\"true\">"
        '</guid><atom:link href="https://nyt.example/1.html" rel="standout"/><description>It is banned.</description>'
        f'<dc:creator>By A. Reporter</dc:creator>{DATED}<category domain="http://nyt.example/des">Privacy</category>'
        '<media:content height="1" medium="image" url="https://nyt.example/1.jpg" width="2"/>'
        '<media:credit>A</media:credit>'
        "<media:description>A school</media:description></item>",
    ),
    "gov.uk": ATOM_10.format(
        'xml:lang="en-GB"',
        "<id>https://www.gov.example/search/all.atom</id><link rel=\"alternate\" type=\"text/html\" "
        'href="https://www.gov.example/search/all"/><link rel="self" type="application/atom+xml" '
        'href="https://www.gov.example/search/all.atom"/><title>News</title>'
        '<updated>2026-11-16T09:00:00+00:00</updated>'
        "<author><name>HM Government</name></author><entry><id>https://www.gov.example/x#2026</id><updated>"
        '2026-11-16T09:00:00+00:00</updated><link rel="alternate" type="text/html" href="https://www.gov.example/x"/>'
        '<title>Guidance</title><summary>How to use it.</summary></entry>',
    ),
    "Podlove": RSS_20.format(
        'xmlns:psc="http://podlove.org/simple-chapters" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
        'xmlns:fh="http://purl.org/syndication/history/1.0"',
        f"{SELF}<itunes:summary>On data</itunes:summary><itunes:category text=\"News\"><itunes:category "
        'text="Politics"/></itunes:category><itunes:explicit>false</itunes:explicit><itunes:image '
        'href="https://site.example/i.jpg"/><fh:complete/><item><title>E1</title><link>https://site.example/e1</link>'
        f'{DATED}<guid isPermaLink="false">podlove-1</guid><description>Short</description><enclosure '
        'url="https://site.example/e1.mp3" length="5" type="audio/mpeg"/><itunes:duration>00:10:00</itunes:duration>'
        "<itunes:author>Desk</itunes:author><itunes:subtitle>Sub</itunes:subtitle><itunes:summary>Long</itunes:summary>"
        '<content:encoded><![CDATA[<p>Notes</p>]]></content:encoded><psc:chapters version="1.2"><psc:chapter '
        'start="00:00:00.000" title="Intro"/></psc:chapters><podcast:transcript url="https://site.example/t" '
        'type="text/vtt"/></item>',
    ),
    "Discourse": RSS_20.format(
        'xmlns:discourse="http://www.discourse.org/"',
        f"{SELF}<lastBuildDate>Mon, 16 Nov 2026 10:00:00 +0000</lastBuildDate><item><title>A topic</title><dc:creator>"
        "<![CDATA[user]]></dc:creator><category>Civic</category><description><![CDATA[<p>Post</p>]]></description>"
        f'<link>https://forum.example/t/1</link>{DATED}<discourse:topicPinned>No</discourse:topicPinned><guid '
        'isPermaLink="false">forum-1</guid><source url="https://forum.example/t/1.rss">A topic</source></item>',
    ),
}  # fmt: skip
