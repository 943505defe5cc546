# The suite in a container: checks any server that it can reach, without Node on the machine.
#
#   npm pack && docker build --tag pingback-suite .
#   docker run --rm --init --network host --user "$(id -u):$(id -g)" --volume "$PWD:/work" pingback-suite \
#     conformance --url http://localhost:3000 --business-id acme --business-id globex
#
# /work is the working directory: pingback.config.yaml is read there, and reports/out is written there. For load runs,
# build with --build-arg LOAD=yes: it adds Artillery, which is as large as everything else.
FROM node:24-bookworm-slim

# Whoever runs it may have no home.
ENV HOME=/tmp NODE_ENV=production

WORKDIR /opt/pingback-suite
COPY pingback-suite-*.tgz suite.tgz
ARG LOAD=
# Install scripts are left out: none of them is needed, and one of Artillery's would fetch a browser.
RUN npm install --ignore-scripts --no-audit --no-fund \
      ./suite.tgz ${LOAD:+artillery@2 artillery-engine-socketio-v3@1} \
 && npm cache clean --force \
 && rm suite.tgz \
 && ln -s /opt/pingback-suite/node_modules/.bin/pingback-suite /usr/local/bin/pingback-suite

WORKDIR /work
# The base image's user `node`, by number: that also holds on a base image without such a user.
USER 1000:1000
ENTRYPOINT ["pingback-suite"]
CMD ["--help"]
