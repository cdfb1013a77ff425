# shellcheck shell=bash
#
# Real Tomcats on the lab's hosts (beside hosts.sh), from Debian's packages, made to start quickly.

readonly TOMCAT_HOME=/usr/share/tomcat10
# A short life does not repay the optimising compiler, and a small heap needs no parallel collector.
readonly TOMCAT_JVM=(-XX:TieredStopAtLevel=1 -Xshare:auto -XX:+UseSerialGC -Xmx96m)

# tomcat_start HOST: its only page is /who.jsp, which is the host's name. Port 8080.
tomcat_start() {
    local name=$1 base=$LAB_DIR/tomcat-$1
    [[ -d $base ]] || tomcat_base "$base"
    start "tomcat-$name" "$name" java "${TOMCAT_JVM[@]}" -Dwho="$name" -Dcatalina.home="$TOMCAT_HOME" \
        -Dcatalina.base="$base" -Djava.io.tmpdir="$base/temp" -cp "$TOMCAT_HOME/bin/bootstrap.jar:$TOMCAT_HOME/bin/tomcat-juli.jar" \
        org.apache.catalina.startup.Bootstrap start
}

# Makes a CATALINA_BASE: one connector, one application, nothing looked for in jars that hold nothing for it.
tomcat_base() {
    local base=$1 descriptor='xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true"'
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
    # Debian's own has a hundred MIME types and the servlets for directories and forms.
    cat >"$base/conf/web.xml" <<-XML
		<web-app $descriptor>
		  <servlet>
		    <servlet-name>jsp</servlet-name>
		    <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>
		    <init-param><param-name>development</param-name><param-value>false</param-value></init-param>
		  </servlet>
		  <servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
		</web-app>
	XML
    printf '<web-app %s/>\n' "$descriptor" >"$base/webapps/ROOT/WEB-INF/web.xml"
    printf '%s\n' '<%@ page contentType="text/plain" session="false" trimDirectiveWhitespaces="true" %>' \
        '<%= System.getProperty("who") %>' >"$base/webapps/ROOT/who.jsp"
}
