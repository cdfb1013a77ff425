# shellcheck shell=bash
#
# Real Tomcats on the lab's hosts (beside hosts.sh), from Debian's packages tomcat10-common and ant, made to start quickly.
# Needs HOLDFAST_CACHE.

readonly TOMCAT_HOME=/usr/share/tomcat10
# A short life does not repay the optimising compiler, and a small heap needs no parallel collector.
readonly TOMCAT_JVM=(-XX:TieredStopAtLevel=1 -Xshare:auto -XX:+UseSerialGC -Xmx96m)

# tomcat_prepare DIRECTORY: compiles its JSP pages, once for each Tomcat version. On the machine itself, where it takes a
# second; in a virtual machine, by the first visitor, a minute. Needs no root.
tomcat_prepare() {
    local pages=$1 seed part libraries
    seed=$(tomcat_seed "$pages")
    [[ ! -e $seed ]] || return 0
    part=$seed.$$
    mkdir -p "$part"
    libraries=$(printf '%s:' "$TOMCAT_HOME"/lib/*.jar "$TOMCAT_HOME/bin/tomcat-juli.jar" /usr/share/java/{eclipse-jdt-core,ant}.jar)
    if ! java -cp "$libraries" org.apache.jasper.JspC -uriroot "$pages" -compile -d "$part/classes" \
        -webfrg "$part/fragment.xml" >"$part.log" 2>&1; then
        tail -n 5 "$part.log" >&2
        rm -rf "$part" "$part.log"
        echo "could not compile the pages in $pages" >&2
        return 1
    fi
    rm -f "$part.log"
    mv -T "$part" "$seed" 2>/dev/null || rm -rf "$part"
}

tomcat_seed() {
    local version pages
    version=$(dpkg-query -W -f '${Version}' libtomcat10-java)
    pages=$(cat "$1"/*.jsp | cksum)
    printf '%s\n' "$HOLDFAST_CACHE/tomcat-$version-${pages%% *}"
}

# tomcat_start HOST DIRECTORY: with the pages that tomcat_prepare compiled, on port 8080. They find the host's name in the
# system property `who`.
tomcat_start() {
    local name=$1 base=$LAB_DIR/tomcat-$1
    [[ -d $base ]] || tomcat_base "$base" "$(tomcat_seed "$2")"
    start "tomcat-$name" "$name" java "${TOMCAT_JVM[@]}" -Dwho="$name" -Dcatalina.home="$TOMCAT_HOME" \
        -Dcatalina.base="$base" -Djava.io.tmpdir="$base/temp" \
        -cp "$TOMCAT_HOME/bin/bootstrap.jar:$TOMCAT_HOME/bin/tomcat-juli.jar" org.apache.catalina.startup.Bootstrap start
}

# Makes a CATALINA_BASE: one connector, one application, nothing looked for in jars that hold nothing for it.
tomcat_base() {
    local base=$1 seed=$2
    mkdir -p "$base"/{conf,temp,work,logs,webapps/ROOT/WEB-INF}
    cat >"$base/conf/server.xml" <<-'XML'
		<Server port="-1">
		  <Service name="Catalina">
		    <Connector port="8080" maxThreads="10" minSpareThreads="1"/>
		    <Engine name="Catalina" defaultHost="localhost">
		      <Host name="localhost" appBase="webapps" autoDeploy="false" deployOnStartup="false">
		        <Context path="" docBase="ROOT" reloadable="false">
		          <JarScanner scanClassPath="false" scanManifest="false"/>
		        </Context>
		      </Host>
		    </Engine>
		  </Service>
		</Server>
	XML
    # Debian's own has a hundred MIME types and the servlets for directories, files and pages that are not yet compiled.
    printf '<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true"/>\n' >"$base/conf/web.xml"
    cp -r "$seed/classes" "$base/webapps/ROOT/WEB-INF/classes"
    # What JspC wrote about each page is a part of an application's descriptor: it becomes the whole.
    sed -e 's/web-fragment/web-app/g' -e '/<name>/d' "$seed/fragment.xml" >"$base/webapps/ROOT/WEB-INF/web.xml"
}
